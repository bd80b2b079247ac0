#if canImport(Glibc)
    import Glibc
#else
    import Musl
#endif

/// Single-precision functions under the names used here.
func power(_ base: Float, _ exponent: Float) -> Float {
    powf(base, exponent)
}

/// Limits `value` to `low ... high`; what is not a number becomes `low`.
func limit(_ value: Float, _ low: Float, _ high: Float) -> Float {
    value > low ? (value < high ? value : high) : low
}

/// 0 below `low`, 1 above `high`, a smooth rise between them.
func smoothStep(_ low: Float, _ high: Float, _ value: Float) -> Float {
    let t = limit((value - low) / (high - low), 0, 1)
    return t * t * (3 - 2 * t)
}

/// The length of a vector.
func length(_ vector: SIMD2<Float>) -> Float {
    (vector.x * vector.x + vector.y * vector.y).squareRoot()
}

/// The vector of length one in the same direction; zero stays zero.
func direction(_ vector: SIMD2<Float>) -> SIMD2<Float> {
    let size = length(vector)
    return size > 1e-9 ? vector / size : .zero
}

/// eˣ.
func exponential(_ x: Float) -> Float { expf(x) }

/// eˣ.
func exponential(_ x: Double) -> Double { exp(x) }

extension Double {
    /// The natural logarithm.
    var logarithm: Double { log(self) }
}
