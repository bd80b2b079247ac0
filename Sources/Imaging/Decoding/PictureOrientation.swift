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
        let seen = turned(raster.pixels, width: raster.width, height: raster.height, channels: 1)
        return GrayRaster(width: seen.width, height: seen.height, pixels: seen.values)
    }

    /// A stored picture in colour as it is seen.
    func turned(_ raster: RGBARaster) -> RGBARaster {
        let seen = turned(raster.pixels, width: raster.width, height: raster.height, channels: 4)
        return RGBARaster(width: seen.width, height: seen.height, pixels: seen.values)
    }

    private func turned(
        _ values: [UInt8],
        width: Int,
        height: Int,
        channels: Int
    ) -> (width: Int, height: Int, values: [UInt8]) {
        if self == .upright { return (width, height, values) }
        let (seenWidth, seenHeight) = isTransposed ? (height, width) : (width, height)
        var seen: [UInt8] = []
        seen.reserveCapacity(values.count)
        for y in 0..<seenHeight {
            for x in 0..<seenWidth {
                let place = stored(x, y, width: width, height: height)
                let start = (place.y * width + place.x) * channels
                seen += values[start..<start + channels]
            }
        }
        return (seenWidth, seenHeight, seen)
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
