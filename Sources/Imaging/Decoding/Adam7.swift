/// One pass over a picture: the pixels `(x0 + i·dx, y0 + j·dy)`.
struct PNGPass: Equatable {
    var x0: Int
    var y0: Int
    var dx: Int
    var dy: Int

    /// The one pass of a picture that is not interlaced.
    static let whole = PNGPass(x0: 0, y0: 0, dx: 1, dy: 1)

    /// The seven passes of the Adam7 interlace (PNG specification, section 8.2).
    static let adam7 = [
        PNGPass(x0: 0, y0: 0, dx: 8, dy: 8),
        PNGPass(x0: 4, y0: 0, dx: 8, dy: 8),
        PNGPass(x0: 0, y0: 4, dx: 4, dy: 8),
        PNGPass(x0: 2, y0: 0, dx: 4, dy: 4),
        PNGPass(x0: 0, y0: 2, dx: 2, dy: 4),
        PNGPass(x0: 1, y0: 0, dx: 2, dy: 2),
        PNGPass(x0: 0, y0: 1, dx: 1, dy: 2),
    ]

    /// Pixels in a row of this pass over a picture of `width` columns.
    func columns(of width: Int) -> Int {
        width > x0 ? (width - x0 + dx - 1) / dx : 0
    }

    /// Rows of this pass over a picture of `height` rows.
    func rows(of height: Int) -> Int {
        height > y0 ? (height - y0 + dy - 1) / dy : 0
    }
}
