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
    /// Thicker or thinner strokes, as the share of the way to the largest or smallest of the pixel and its four
    /// neighbours.
    public var thickness: Float = 0
    /// Largest weakening of the ink, as a share.
    public var fade: Float = 0
    /// Share of the pictures that are shown as they are.
    public var untouched: Float = 0
    /// How much weaker the deformations have become at the end of the training, as a share; they weaken over the second
    /// half, and of the pictures that are deformed up to a half more are left as they are. Nil for no easing.
    public var ease: Float?

    /// No deformation.
    public init() {}

    /// Each setting by its name in a sentence, and the most that makes sense: with more no digit is left.
    var values: [(name: String, value: Float, most: Float)] {
        [
            ("a rotation", rotation, 180), ("a scale", scale, 0.9), ("a shear", shear, 2), ("a shift", shift, 28),
            ("an elastic", elastic, 28), ("a thickness", thickness, 1), ("a fade", fade, 1),
            ("an untouched", untouched, 1), ("an ease", ease ?? 0, 1),
        ]
    }

    /// The deformation at `progress`, 0 at the start of the training to 1 at its end.
    public func eased(at progress: Float) -> Augmentation {
        let strength = 1 - (ease ?? 0) * max(0, 2 * progress - 1)
        guard strength < 1 else { return self }
        var eased = self
        eased.rotation *= strength
        eased.scale *= strength
        eased.shear *= strength
        eased.shift *= strength
        eased.elastic *= strength
        eased.thickness *= strength
        eased.fade *= strength
        eased.untouched = 1 - (1 - untouched) * (1 + strength) / 2
        return eased
    }
}
