import Imaging

/// A drawing with everything decided about its picture, but not yet rendered.
public struct PracticePicture: Sendable {
    /// The strokes.
    public let drawing: PenDrawing
    /// What kind of picture it is drawn into.
    public let look: Look
    /// Columns of the picture.
    public let width: Int
    /// Rows of the picture.
    public let height: Int
    private let seed: UInt64

    /// A picture of a size that is usual for the look, or with sides in the range given.
    init(_ drawing: PenDrawing, look: Look, sides: ClosedRange<Int>?, _ random: inout SplitMix64) {
        self.drawing = drawing
        self.look = look
        (width, height) = look.pictureSize(within: sides, &random)
        seed = random.next()
    }

    /// The picture, rendered anew each time, always the same.
    public func raster() -> RGBARaster {
        var random = SplitMix64(seed: seed)
        return drawing.render(width: width, height: height, look: look, using: &random)
    }

    /// Stops at sides that cannot be drawn.
    static func check(sides: ClosedRange<Int>?) {
        if let sides {
            precondition(sides.lowerBound >= 8 && sides.upperBound <= 4096, "pictures of \(sides) pixels a side")
        }
    }
}
