/// The shape of one image's activations: `height` × `width` pixels of `channels` numbers (H, W, C).
///
/// A plain vector of n numbers is 1 × 1 × n.
public struct Shape: Sendable, Hashable {
    /// Rows.
    public let height: Int
    /// Pixels in a row.
    public let width: Int
    /// Numbers in a pixel.
    public let channels: Int

    /// A shape of `height` rows, `width` pixels each, `channels` numbers a pixel.
    public init(height: Int, width: Int, channels: Int) {
        self.height = height
        self.width = width
        self.channels = channels
    }

    /// A vector of `count` numbers.
    public init(vector count: Int) {
        self.init(height: 1, width: 1, channels: count)
    }

    /// Numbers in all.
    public var count: Int { height * width * channels }
    /// Whether it is a single pixel.
    public var isVector: Bool { height == 1 && width == 1 }
}

extension Shape: CustomStringConvertible {
    /// `28x28x1`, or `128` for a vector.
    public var description: String {
        isVector ? "\(channels)" : "\(height)x\(width)x\(channels)"
    }
}
