import NeuralNetwork

/// How pictures are deformed afresh each time they are shown to the network, so that it never sees the same one twice.
///
/// Each range is the largest deviation to either side; a value is drawn uniformly from it.
public struct Augmentation: Sendable, Codable, Hashable {
    /// Turn, degrees.
    public var rotation: Float = 0
    /// Change of size, as a share: 0.15 is 85 % to 115 %, width and height each by itself within half of it.
    public var scale: Float = 0
    /// Slant, as horizontal shift per unit of height.
    public var shear: Float = 0
    /// Shift, pixels.
    public var shift: Float = 0
    /// Elastic deformation (after Simard, Steinkraus and Platt, 2003): standard deviation of the displacement, pixels.
    public var elastic: Float = 0
    /// Thicker or thinner strokes, as the share of the way to the 3 × 3 maximum or minimum.
    public var thickness: Float = 0
    /// Largest weakening of the ink, as a share.
    public var fade: Float = 0
    /// Share of the pictures that are shown as they are.
    public var untouched: Float = 0

    /// No deformation.
    public init() {}
}
