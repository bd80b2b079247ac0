/// One writer's hand: what makes all their digits look alike.
///
/// Lengths are shares of the digit's height. Values beyond the stated ranges are taken as the nearest one in range.
public struct Handwriting: Sendable, Hashable {
    /// Decides this writer's proportions of each character.
    public var seed: UInt64
    /// How far the top leans to the right of the foot: -0.6 ... 0.9.
    public var slant: Float = 0
    /// Turn of the whole character, in radians, clockwise: -0.6 ... 0.6.
    public var rotation: Float = 0
    /// Width against height, 1 as designed: 0.4 ... 1.8.
    public var aspect: Float = 1
    /// Width of the pen's line: 0.002 ... 0.3.
    public var penWidth: Float = 0.08
    /// The pen's short side over its long side, 1 for a round one: 0.25 ... 1.
    public var nibRoundness: Float = 1
    /// Direction of the pen's long side, in radians.
    public var nibAngle: Float = 0
    /// Change of the line's width and darkness along a stroke: 0 ... 0.6.
    public var pressure: Float = 0.1
    /// How much the ends of strokes thin out: 0 ... 0.9.
    public var taper: Float = 0.1
    /// Standard deviation of where the hand puts each turn of the path: 0 ... 0.06.
    public var sloppiness: Float = 0.01
    /// Amplitude of the shaking across the stroke: 0 ... 0.03.
    public var tremor: Float = 0.002
    /// How far from a sharp turn the pen starts to round it off: 0 ... 0.25.
    public var rounding: Float = 0.04
    /// How far the ends of strokes run on, or stop short where negative: -0.06 ... 0.1.
    public var overshoot: Float = 0
    /// How far strokes lie from where they should join: 0 ... 0.06.
    public var joinMiss: Float = 0.01
    /// Probability that the pen fails for a moment within a stroke: 0 ... 1.
    public var skipping: Float = 0

    /// A neat, upright hand with the proportions that follow from `seed`.
    public init(seed: UInt64 = 0) {
        self.seed = seed
    }

    /// A writer met by chance: mostly leaning to the right, with every kind of pen from thin to thick.
    public init(using generator: inout some RandomNumberGenerator) {
        var random = SplitMix64(seed: generator.next())
        self.init(seed: random.next())
        slant = limit(0.14 + 0.2 * random.normal(), -0.3, 0.5)
        rotation = limit(0.07 * random.normal(), -0.2, 0.2)
        aspect = limit(0.97 * power(1.26, random.normal()), 0.55, 1.5)
        penWidth = random.chance(0.75) ? random.logUniform(0.05, 0.16) : random.logUniform(0.02, 0.22)
        if random.chance(0.25) {
            nibRoundness = random.uniform(0.4, 0.9)
            nibAngle = random.uniform(-1.2, 0.2)
        }
        pressure = random.uniform(0, 0.3)
        taper = random.chance(0.4) ? random.uniform(0.1, 0.6) : 0
        sloppiness = random.uniform(0.004, 0.026)
        tremor = random.chance(0.3) ? random.uniform(0.002, 0.007) : random.uniform(0, 0.002)
        rounding = random.chance(0.3) ? random.uniform(0.06, 0.16) : random.uniform(0, 0.06)
        overshoot = random.uniform(-0.02, 0.03)
        joinMiss = random.uniform(0, 0.022)
        skipping = random.chance(0.15) ? random.uniform(0.1, 0.35) : 0
    }

    /// The same hand with every value in its range.
    var limited: Handwriting {
        var hand = self
        hand.slant = limit(slant, -0.6, 0.9)
        hand.rotation = limit(rotation, -0.6, 0.6)
        hand.aspect = limit(aspect, 0.4, 1.8)
        hand.penWidth = limit(penWidth, 0.002, 0.3)
        hand.nibRoundness = limit(nibRoundness, 0.25, 1)
        hand.nibAngle = limit(nibAngle, -10, 10)
        hand.pressure = limit(pressure, 0, 0.6)
        hand.taper = limit(taper, 0, 0.9)
        hand.sloppiness = limit(sloppiness, 0, 0.06)
        hand.tremor = limit(tremor, 0, 0.03)
        hand.rounding = limit(rounding, 0, 0.25)
        hand.overshoot = limit(overshoot, -0.06, 0.1)
        hand.joinMiss = limit(joinMiss, 0, 0.06)
        hand.skipping = limit(skipping, 0, 1)
        return hand
    }
}
