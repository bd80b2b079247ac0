/// One step of the network: how activations go forward and how the gradient of the cost comes back.
///
/// A layer is a value that knows shapes and where its parameters lie; the numbers themselves are handed in. `x` is
/// its input, `y` its output, `∂x` stands for the derivative of the cost with respect to x.
protocol Layer: Sendable {
    /// Shape of one image's input.
    var input: Shape { get }
    /// Shape of one image's output.
    var output: Shape { get }
    /// The parameters it owns, none by default.
    var parameters: [Parameter] { get }
    /// Whether y takes the place of x in the same buffer.
    var isInPlace: Bool { get }
    /// Zeros it wants around x.
    var inputPadding: Int { get }
    /// Zeros it wants around ∂y.
    var gradientPadding: Int { get }
    /// Floats it keeps from the forward to the backward pass, for `images` images.
    func scratchCount(images: Int) -> Int
    /// Floats it works in during a pass, whose contents mean nothing before and after.
    func workspaceCount(training: Bool) -> Int

    /// Computes y from x.
    func forward(_ x: ActivationBuffer, into y: ActivationBuffer, pass: Pass)

    /// Adds to the parameters' gradients and, unless `inputGradient` is nil, computes ∂x from ∂y.
    ///
    /// In-place layers change the gradient where it lies.
    func backward(
        x: ActivationBuffer,
        y: ActivationBuffer,
        outputGradient: ActivationBuffer,
        inputGradient: ActivationBuffer?,
        pass: Pass
    )

    /// Works out, once per change of the parameters, what the passes want of them beside the numbers themselves.
    func prepare(_ prepared: PreparedWeights, parameters: FloatBuffer, kernels: Kernels)
}

extension Layer {
    var parameters: [Parameter] { [] }
    var isInPlace: Bool { false }
    var inputPadding: Int { 0 }
    var gradientPadding: Int { 0 }
    func scratchCount(images: Int) -> Int { 0 }
    func workspaceCount(training: Bool) -> Int { 0 }
    func prepare(_ prepared: PreparedWeights, parameters: FloatBuffer, kernels: Kernels) {}
}

/// What a layer needs of one pass over one chunk of images.
struct Pass {
    /// Images in the chunk.
    let images: Int
    /// The loops to use.
    let kernels: Kernels
    /// All parameters.
    let parameters: FloatBuffer
    /// What the layers have prepared of them.
    let prepared: PreparedWeights
    /// Room for the layer that asks for the most.
    let workspace: FloatBuffer
    /// Whether the next layer is a ReLU that this one applies while it writes.
    var fusesReLU = false
    /// Set while training.
    var training: Training?

    /// What only training needs.
    struct Training {
        /// All gradients, same layout as the parameters.
        let gradients: FloatBuffer
        /// What this layer keeps between its two passes.
        var scratch: FloatSlice
        /// The share of the batch's images that is in the chunk.
        let chunkShare: Float
        /// Seeds the dropout of this chunk and layer.
        var seed: UInt64
    }
}

extension [any Layer] {
    /// A workspace for any of them.
    func workspace(training: Bool = false) -> FloatBuffer {
        FloatBuffer(count: map { $0.workspaceCount(training: training) }.max() ?? 0)
    }

    /// What they prepare of `parameters`.
    func prepared(of parameters: FloatBuffer, kernels: Kernels) -> PreparedWeights {
        let prepared = PreparedWeights(count: parameters.count, training: false)
        for layer in self { layer.prepare(prepared, parameters: parameters, kernels: kernels) }
        return prepared
    }
}
