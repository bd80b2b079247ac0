/// A grey picture: lightness row by row.
public struct GrayRaster: Sendable, Hashable {
    /// Pixels in a row.
    public let width: Int
    /// Rows.
    public let height: Int
    /// `width * height` values, 0 black ... 255 white, as an sRGB screen shows them (not linear light).
    public var pixels: [UInt8]

    /// A picture of the given lightness values, row by row.
    public init(width: Int, height: Int, pixels: [UInt8]) {
        precondition(width > 0 && height > 0, "a raster of \(width) x \(height) pixels")
        precondition(pixels.count == width * height, "\(pixels.count) values for \(width) x \(height) pixels")
        self.width = width
        self.height = height
        self.pixels = pixels
    }

    /// A picture of one shade.
    public init(width: Int, height: Int, filledWith lightness: UInt8) {
        precondition(width > 0 && height > 0, "a raster of \(width) x \(height) pixels")
        self.init(width: width, height: height, pixels: [UInt8](repeating: lightness, count: width * height))
    }

    /// The lightness at column `x` of row `y`.
    public subscript(x: Int, y: Int) -> UInt8 {
        get { pixels[y * width + x] }
        set { pixels[y * width + x] = newValue }
    }
}
