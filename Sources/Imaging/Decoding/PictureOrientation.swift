/// How a stored picture is to be turned to be seen upright, as Exif says (tag 0x0112, TIFF 6.0): cameras store what their
/// sensor sees.
public struct PictureOrientation: Sendable, Hashable {
    /// Whether rows and columns change places, before the rest.
    private let isTransposed: Bool
    /// Whether what is seen runs against the stored columns and rows.
    private let runsBackAcross: Bool
    private let runsBackDown: Bool

    /// As it is stored.
    public static let upright = PictureOrientation(exif: 1)

    /// An orientation by its number, 1 to 8; any other means ``upright``.
    public init(exif number: Int) {
        let known = (1...8).contains(number) ? number : 1
        isTransposed = known >= 5
        runsBackAcross = [2, 3, 7, 8].contains(known)
        runsBackDown = [3, 4, 6, 7].contains(known)
    }

    /// Where the pixel at (`x`, `y`) of what is seen is stored, in a picture of `width` by `height` stored pixels.
    private func stored(_ x: Int, _ y: Int, width: Int, height: Int) -> (x: Int, y: Int) {
        let (column, row) = isTransposed ? (y, x) : (x, y)
        return (runsBackAcross ? width - 1 - column : column, runsBackDown ? height - 1 - row : row)
    }

    /// A stored picture as it is seen.
    func turned(_ raster: GrayRaster) -> GrayRaster {
        if self == .upright { return raster }
        let (width, height) = (raster.width, raster.height)
        let (seenWidth, seenHeight) = isTransposed ? (height, width) : (width, height)
        var seen = GrayRaster(width: seenWidth, height: seenHeight, filledWith: 0)
        for y in 0..<seen.height {
            for x in 0..<seen.width {
                let place = stored(x, y, width: width, height: height)
                seen[x, y] = raster[place.x, place.y]
            }
        }
        return seen
    }

    /// Where a box of what is seen is stored; `width` and `height` are those of what is seen.
    func stored(_ box: InkFacts.Box, width: Int, height: Int) -> InkFacts.Box {
        let (storedWidth, storedHeight) = isTransposed ? (height, width) : (width, height)
        let one = stored(box.x, box.y, width: storedWidth, height: storedHeight)
        let other = stored(
            box.x + box.width - 1,
            box.y + box.height - 1,
            width: storedWidth,
            height: storedHeight
        )
        return InkFacts.Box(
            x: min(one.x, other.x),
            y: min(one.y, other.y),
            width: abs(one.x - other.x) + 1,
            height: abs(one.y - other.y) + 1
        )
    }
}
