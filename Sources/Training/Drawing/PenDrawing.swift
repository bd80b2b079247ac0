/// A moment of a pen's path.
struct PenSample: Sendable, Hashable {
    /// Where the middle of the pen is.
    var position: SIMD2<Float>
    /// Half the width of the line.
    var radius: Float
    /// How dark the line is: 0 none ... 1 full ink.
    var density: Float
}

/// The strokes of one character as a hand wrote it, in a unit box: the middle of the line reaches from 0 to `extent`,
/// whose larger side is 1; the pen's width comes on top.
public struct PenDrawing: Sendable, Hashable {
    /// Stroke after stroke, sample after sample.
    var strokes: [[PenSample]]
    /// Width and height of the path without the pen's width.
    var extent: SIMD2<Float>
    /// The shape of the pen's tip.
    var nib: Nib
    /// The width of the line, as a share of the larger side of the path.
    public internal(set) var penWidth: Float

    /// Width of the ink, the pen included, against its height.
    public var aspect: Float {
        (extent.x + penWidth) / (extent.y + penWidth)
    }
}

/// The shape of a pen's tip: an ellipse.
struct Nib: Sendable, Hashable {
    /// Short side over long side.
    var roundness: Float
    /// Direction of the long side, in radians.
    var angle: Float

    static let round = Nib(roundness: 1, angle: 0)
}
