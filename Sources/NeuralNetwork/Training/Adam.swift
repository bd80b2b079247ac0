#if canImport(Glibc)
    import Glibc
#else
    import Musl
#endif

/// Adam (Kingma and Ba, 2015) with decoupled weight decay (AdamW, Loshchilov and Hutter, 2019):
/// `m ← β₁ m + (1−β₁) g`, `v ← β₂ v + (1−β₂) g²`,
/// `w ← w − η ( m/(1−β₁ᵗ) / (√(v/(1−β₂ᵗ)) + ε) + decay · w )`.
public final class Adam: Optimizer, @unchecked Sendable {
    private let beta1: Float
    private let beta2: Float
    private let epsilon: Float
    private let decay: Float
    private let mean: FloatBuffer
    private let square: FloatBuffer
    private var rate: Float = 0
    private var steps = 0

    /// A fresh optimiser for `count` parameters.
    public init(count: Int, beta1: Float = 0.9, beta2: Float = 0.999, epsilon: Float = 1e-8, decay: Float = 0) {
        self.beta1 = beta1
        self.beta2 = beta2
        self.epsilon = epsilon
        self.decay = decay
        mean = FloatBuffer(count: count)
        square = FloatBuffer(count: count)
    }

    /// Starts a step with learning rate η.
    public func begin(rate: Float) {
        self.rate = rate
        steps += 1
    }

    /// Changes one range; see the formula above.
    public func update(
        _ parameters: FloatBuffer,
        gradients: FloatBuffer,
        range: Range<Int>,
        role: Parameter.Role,
        kernels: Kernels
    ) {
        let constants = Kernels.AdamConstants(
            rate: rate,
            beta1: beta1,
            beta2: beta2,
            epsilon: epsilon,
            decay: role == .weight ? decay : 0,
            correction1: 1 / (1 - pow(beta1, Float(steps))),
            correction2: 1 / (1 - pow(beta2, Float(steps)))
        )
        kernels.adamStep(
            parameters.slice(range),
            gradient: gradients.slice(range),
            mean: mean.slice(range),
            square: square.slice(range),
            constants: constants
        )
    }

    /// The two moments and the step count.
    public var state: OptimizerState {
        get { OptimizerState(steps: steps, buffers: ["mean": mean.values, "square": square.values]) }
        set {
            steps = newValue.steps
            if let values = newValue.buffers["mean"] { mean.copy(from: FloatBuffer(values)) }
            if let values = newValue.buffers["square"] { square.copy(from: FloatBuffer(values)) }
        }
    }
}
