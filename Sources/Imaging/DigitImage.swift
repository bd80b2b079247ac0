/// One digit the MNIST way: 28 x 28 pixels, ink bright on paper 0.
public struct DigitImage: Sendable, Hashable {
    /// Pixels along each side.
    public static let side = 28

    /// 784 values row by row, paper 0 ... ink 255.
    public var pixels: [UInt8]

    /// An image of bare paper.
    public init() {
        pixels = [UInt8](repeating: 0, count: Self.side * Self.side)
    }

    /// An image of the given 784 values, row by row, ink 255 on paper 0.
    public init(pixels: [UInt8]) {
        precondition(pixels.count == Self.side * Self.side, "a digit has 784 pixels, not \(pixels.count)")
        self.pixels = pixels
    }
}
