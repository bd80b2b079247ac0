/// Turns gradients into changes of the parameters.
public protocol Optimizer: AnyObject, Sendable {
    /// Tells that the gradients of a new batch are there and how large a step to take.
    func begin(rate: Float)
    /// Changes the parameters of `range`, all of which have the role `role`; ranges of one step never overlap, so
    /// several threads may each take some.
    func update(
        _ parameters: FloatBuffer,
        gradients: FloatBuffer,
        range: Range<Int>,
        role: Parameter.Role,
        kernels: Kernels
    )
    /// Everything it remembers between steps, to go on from a checkpoint: named buffers and a step count.
    var state: OptimizerState { get set }
}

/// What an optimiser remembers.
public struct OptimizerState: Sendable {
    /// Steps taken.
    public var steps: Int
    /// Named buffers of one float a parameter.
    public var buffers: [String: [Float]]

    /// A state from its parts.
    public init(steps: Int, buffers: [String: [Float]]) {
        self.steps = steps
        self.buffers = buffers
    }
}
