/// A colour picture with opacity: red, green, blue and alpha (not premultiplied), 0 to 255 each, row by row.
public struct RGBARaster: Sendable, Hashable {
    /// Columns.
    public let width: Int
    /// Rows.
    public let height: Int
    /// `4 · width · height` channel values in the order red, green, blue, alpha.
    public var pixels: [UInt8]

    /// A picture from its channel values, row by row.
    public init(width: Int, height: Int, pixels: [UInt8]) {
        precondition(pixels.count == 4 * width * height, "\(pixels.count) values for \(width)x\(height) RGBA pixels")
        self.width = width
        self.height = height
        self.pixels = pixels
    }

    /// Whether every pixel is fully opaque.
    public var isOpaque: Bool {
        for index in stride(from: 3, to: pixels.count, by: 4) where pixels[index] != 255 {
            return false
        }
        return true
    }

    /// Whether red, green and blue are equal in every pixel.
    public var isGray: Bool {
        for index in stride(from: 0, to: pixels.count, by: 4) {
            let red = pixels[index]
            if pixels[index + 1] != red || pixels[index + 2] != red {
                return false
            }
        }
        return true
    }
}
