@testable import NeuralNetwork

/// One layer by itself, with buffers padded as it asks for, to be run forward and backward on given numbers.
struct LayerBench {
    let layer: any Layer
    let images: Int
    let kernels: Kernels
    let parameters: FloatBuffer
    private let seed: UInt64 = 99

    /// The layer that `word` describes on an input of `shape`, with random parameters.
    init(_ word: String, shape: Shape, images: Int, kernels: Kernels) throws {
        // A convolution before it gives the shape, a dense layer behind it makes a network of it.
        let network = Network(
            architecture: try Architecture(
                input: Shape(height: shape.height, width: shape.width, channels: 1),
                parsing: ["conv \(shape.channels) 1x1", word, "dense 10"],
                loss: .softmaxCrossEntropy
            ),
            seed: 1
        )
        layer = network.layers[1]
        self.images = images
        self.kernels = kernels
        parameters = FloatBuffer(randomNumbers(network.layout.count, seed: 2))
    }

    /// What one run gives.
    struct Run {
        var output: [Float] = []
        var inputGradient: [Float] = []
        var parameterGradient: [Float] = []
    }

    /// Forward with `x`, then backward with `outputGradient` unless it is nil.
    func run(_ x: [Float], outputGradient: [Float]? = nil) -> Run {
        let prepared = PreparedWeights(count: parameters.count, training: true)
        let gradients = FloatBuffer(count: parameters.count)
        let scratch = layer.scratchCount(images: images)
        layer.prepare(prepared, parameters: parameters, kernels: kernels)
        var pass = Pass(
            images: images,
            kernels: kernels,
            parameters: parameters,
            prepared: prepared,
            workspace: [layer].workspace(training: true)
        )
        pass.training = Pass.Training(
            gradients: gradients,
            scratch: FloatBuffer(count: scratch).slice(0..<scratch),
            chunkShare: 1,
            seed: seed
        )
        let input = ActivationBuffer(x, images: images, shape: layer.input, padding: layer.inputPadding)
        let output =
            layer.isInPlace ? input : ActivationBuffer(shape: layer.output, padding: 0, capacity: images)
        layer.forward(input, into: output, pass: pass)
        var run = Run(output: output.numbers(images: images))
        guard let outputGradient else { return run }

        let gradient = ActivationBuffer(
            outputGradient,
            images: images,
            shape: layer.output,
            padding: layer.gradientPadding
        )
        let inputGradient =
            layer.isInPlace ? gradient : ActivationBuffer(shape: layer.input, padding: 0, capacity: images)
        layer.backward(x: input, y: output, outputGradient: gradient, inputGradient: inputGradient, pass: pass)
        run.inputGradient = inputGradient.numbers(images: images)
        run.parameterGradient = gradients.values
        return run
    }

    /// `Σ y · ∂y`, whose gradients are what ``run(_:outputGradient:)`` works out from ∂y.
    func cost(_ x: [Float], outputGradient: [Float]) -> Double {
        zip(run(x).output, outputGradient).reduce(0) { $0 + Double($1.0) * Double($1.1) }
    }
}
