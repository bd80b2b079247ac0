/// xoshiro256++ (Blackman and Vigna, 2019): a small, fast generator whose seed repeats a run on every machine.
///
/// Its state is filled by SplitMix64, as its authors advise.
public struct Xoshiro256: RandomNumberGenerator, Sendable {
    private var state: (UInt64, UInt64, UInt64, UInt64)

    /// A generator that always gives the same numbers for the same seed.
    public init(seed: UInt64) {
        var mixer = seed
        func split() -> UInt64 {
            mixer &+= 0x9E37_79B9_7F4A_7C15
            return Self.mix(mixer)
        }
        state = (split(), split(), split(), split())
    }

    /// The finalizer of SplitMix64: spreads every bit of `value` over all 64.
    public static func mix(_ value: UInt64) -> UInt64 {
        var z = value
        z = (z ^ (z >> 30)) &* 0xBF58_476D_1CE4_E5B9
        z = (z ^ (z >> 27)) &* 0x94D0_49BB_1331_11EB
        return z ^ (z >> 31)
    }

    /// A seed made of several numbers, each of which changes it wholly.
    public static func seed(_ parts: UInt64...) -> UInt64 {
        parts.reduce(0) { mix(($0 ^ $1) &+ 0x9E37_79B9_7F4A_7C15) }
    }

    /// The next 64 bits.
    public mutating func next() -> UInt64 {
        func rotate(_ x: UInt64, _ k: UInt64) -> UInt64 { (x << k) | (x >> (64 - k)) }
        let result = rotate(state.0 &+ state.3, 23) &+ state.0
        let t = state.1 << 17
        state.2 ^= state.0
        state.3 ^= state.1
        state.1 ^= state.2
        state.0 ^= state.3
        state.2 ^= t
        state.3 = rotate(state.3, 45)
        return result
    }

    /// A number of [0, 1), from the upper 24 bits.
    public mutating func nextUnitFloat() -> Float {
        Float(next() >> 40) * 0x1p-24
    }

    /// A number of [low, high).
    public mutating func nextFloat(_ low: Float, _ high: Float) -> Float {
        low + (high - low) * nextUnitFloat()
    }

    /// A number of the standard normal distribution: the sum of twelve uniform numbers, less six, as good as needed
    /// for random starts and free of transcendental functions, which differ between C libraries.
    public mutating func nextNormal() -> Float {
        var sum: Float = -6
        for _ in 0..<12 { sum += nextUnitFloat() }
        return sum
    }
}
