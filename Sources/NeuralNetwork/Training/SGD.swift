/// Stochastic gradient descent with momentum: `v ← μ v + g`, `w ← w − η v`, where g is the gradient of the batch's mean
/// cost plus `decay · w` for weights. With Nesterov's look ahead: `w ← w − η (g + μ v)`.
///
/// With momentum 0 it is the textbook's `w ← w − η g`.
public final class SGD: Optimizer, @unchecked Sendable {
    private let momentum: Float
    private let decay: Float
    private let nesterov: Bool
    private let velocity: FloatBuffer
    private var rate: Float = 0
    private var steps = 0

    /// A fresh optimiser for `count` parameters.
    public init(count: Int, momentum: Float = 0.9, decay: Float = 0, nesterov: Bool = true) {
        self.momentum = momentum
        self.decay = decay
        self.nesterov = nesterov && momentum > 0
        velocity = FloatBuffer(count: count)
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
        kernels.sgdStep(
            parameters.slice(range),
            gradient: gradients.slice(range),
            velocity: velocity.slice(range),
            rate: rate,
            momentum: momentum,
            decay: role == .weight ? decay : 0,
            nesterov: nesterov
        )
    }

    /// The velocities.
    public var state: OptimizerState {
        get { OptimizerState(steps: steps, buffers: ["velocity": velocity.values]) }
        set {
            steps = newValue.steps
            if let values = newValue.buffers["velocity"] { velocity.copy(from: FloatBuffer(values)) }
        }
    }
}
