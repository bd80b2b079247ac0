extension Reference {
    /// `y + x`.
    static func add(_ x: [Float], to y: [Float]) -> [Float] {
        zip(x, y).map { $1 + $0 }
    }

    /// `y + factor · (x − y)`.
    static func blend(_ x: [Float], into y: [Float], factor: Float) -> [Float] {
        zip(x, y).map { $1 + factor * ($0 - $1) }
    }

    /// One weight of SGD: `g ← g + decay · w`, `v ← μ v + g`, `w ← w − η v`, or with Nesterov `w ← w − η (g + μ v)`.
    static func sgdStep(
        weight w: inout Double,
        velocity v: inout Double,
        gradient: Double,
        rate: Double,
        momentum: Double,
        decay: Double,
        nesterov: Bool
    ) {
        let g = gradient + decay * w
        v = momentum * v + g
        w -= rate * (nesterov ? g + momentum * v : v)
    }

    /// One weight of AdamW at step t: `m ← β₁ m + (1−β₁) g`, `v ← β₂ v + (1−β₂) g²`,
    /// `w ← w − η (m · c₁ / (√(v · c₂) + ε) + decay · w)` with `c₁ = 1/(1−β₁ᵗ)` and `c₂ = 1/(1−β₂ᵗ)`.
    static func adamStep(
        weight w: inout Double,
        mean m: inout Double,
        square v: inout Double,
        gradient g: Double,
        constants: Kernels.AdamConstants
    ) {
        m = Double(constants.beta1) * m + (1 - Double(constants.beta1)) * g
        v = Double(constants.beta2) * v + (1 - Double(constants.beta2)) * g * g
        let deviation = (v * Double(constants.correction2)).squareRoot()
        let step = m * Double(constants.correction1) / (deviation + Double(constants.epsilon))
        w -= Double(constants.rate) * (step + Double(constants.decay) * w)
    }
}
