#if canImport(Glibc)
    import Glibc
#else
    import Musl
#endif

extension Reference {
    /// `max(x, 0)`.
    static func relu(_ x: [Float]) -> [Float] {
        x.map { max($0, 0) }
    }

    /// `∂x = ∂y` where y > 0, else 0.
    static func reluBackward(output y: [Float], gradient: [Float]) -> [Float] {
        zip(y, gradient).map { $0 > 0 ? $1 : 0 }
    }

    /// `1 / (1 + e⁻ˣ)`.
    static func sigmoid(_ x: [Float]) -> [Float] {
        x.map { Float(1 / (1 + exp(-Double($0)))) }
    }

    /// `∂x = ∂y · y (1 − y)`.
    static func sigmoidBackward(output y: [Float], gradient: [Float]) -> [Float] {
        zip(y, gradient).map { $1 * $0 * (1 - $0) }
    }

    /// `tanh x`.
    static func tanh(_ x: [Float]) -> [Float] {
        x.map { number in
            let e = exp(2 * Double(number))
            return Float((e - 1) / (e + 1))
        }
    }

    /// `∂x = ∂y · (1 − y²)`.
    static func tanhBackward(output y: [Float], gradient: [Float]) -> [Float] {
        zip(y, gradient).map { $1 * (1 - $0 * $0) }
    }
}
