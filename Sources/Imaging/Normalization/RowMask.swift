/// A part of a picture: one stretch of columns a row.
struct RowMask {
    private var rows: [Range<Int>]

    /// Nothing yet, of `height` rows.
    init(height: Int) {
        rows = [Range<Int>](repeating: 0..<0, count: height)
    }

    subscript(y: Int) -> Range<Int> { rows[y] }

    /// Widens what a row has so far to hold `span`.
    mutating func cover(_ span: Range<Int>, in y: Int) {
        let row = rows[y]
        rows[y] = row.isEmpty ? span : min(row.lowerBound, span.lowerBound)..<max(row.upperBound, span.upperBound)
    }

    /// Whether a pixel of paper at least lies between it and `box`.
    func isClear(of box: InkFacts.Box) -> Bool {
        (box.y..<box.y + box.height).allSatisfy { !rows[$0].overlaps(box.x - 1..<box.x + box.width + 1) }
    }
}

extension GrayRaster {
    /// The picture with `level` where `mask` lies.
    func filled(_ mask: RowMask, with level: UInt8) -> GrayRaster {
        var result = self
        for y in 0..<height { for x in mask[y] { result[x, y] = level } }
        return result
    }
}
