/// The distributions that drawing needs, from single-precision bits so that they are cheap.
extension SplitMix64 {
    /// Uniform in 0 ..< 1, in steps of 2⁻²⁴.
    mutating func unit() -> Float {
        Float(next() >> 40) * 0x1p-24
    }

    /// Uniform between the two bounds.
    mutating func uniform(_ low: Float, _ high: Float) -> Float {
        low + (high - low) * unit()
    }

    /// Uniform in the logarithm: as often in 1 ... 2 as in 2 ... 4.
    mutating func logUniform(_ low: Float, _ high: Float) -> Float {
        low * power(high / low, unit())
    }

    /// Close to a standard normal (mean 0, variance 1): the sum of four uniforms, so never beyond ±3.47.
    mutating func normal() -> Float {
        let bits = next()
        var sum: Float = 0
        for part in 0..<4 {
            sum += Float((bits >> (16 * UInt64(part))) & 0xFFFF)
        }
        return (sum * 0x1p-16 - 2) * 1.732_050_8
    }

    /// True with the probability given.
    mutating func chance(_ probability: Float) -> Bool {
        unit() < probability
    }

    /// An integer in the range.
    mutating func integer(_ range: ClosedRange<Int>) -> Int {
        Int.random(in: range, using: &self)
    }

    /// The index of one of the weights, drawn in proportion to them.
    mutating func index(weighted weights: [Float]) -> Int {
        var rest = unit() * weights.reduce(0, +)
        for (index, weight) in weights.enumerated() {
            rest -= weight
            if rest < 0 {
                return index
            }
        }
        return weights.count - 1
    }
}
