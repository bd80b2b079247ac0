/// A network: an architecture and the numbers that make it know something.
///
/// It is an immutable value that tasks may share; ``InferenceSession`` runs it, ``TrainingSession`` makes a better one.
public struct Network: Sendable {
    /// What it is made of.
    public let architecture: Architecture
    /// Where each parameter lies.
    public let layout: ParameterLayout
    /// The parameters; never written once the network is made.
    public let parameters: FloatBuffer
    let layers: [any Layer]
    private let shared = SharedWeights()

    /// What the layers prepare of the parameters, which may not change any more; sessions share it.
    func prepared(for kernels: Kernels) -> PreparedWeights {
        shared.weights(kernels.level) { layers.prepared(of: parameters, kernels: kernels) }
    }

    /// A network with the given parameters.
    ///
    /// - Parameter parameters: one float per place of the architecture's layout.
    public init(architecture: Architecture, parameters: FloatBuffer) {
        let (layers, layout) = Self.build(architecture)
        precondition(parameters.count == layout.count, "\(parameters.count) parameters for \(layout.count) places")
        self.architecture = architecture
        self.layout = layout
        self.parameters = parameters
        self.layers = layers
    }

    /// A network with random weights of mean 0 and variance 2/fan-in before a ReLU (He et al., 2015), 1/fan-in otherwise,
    /// nearly normal (``Xoshiro256/nextNormal()``); biases 0.
    public init(architecture: Architecture, seed: UInt64) {
        let (layers, layout) = Self.build(architecture)
        let parameters = FloatBuffer(count: layout.count)
        var generator = Xoshiro256(seed: seed)
        for (index, layer) in layers.enumerated() {
            switch layer {
            case is Dense, is Convolution:
                let weight = layer.parameters[0]
                let fanIn = weight.shape.dropLast().reduce(1, *)
                let feedsReLU = Self.activation(after: index, in: architecture) == .relu
                let deviation = ((feedsReLU ? 2 : 1) / Float(fanIn)).squareRoot()
                for place in weight.range { parameters[place] = generator.nextNormal() * deviation }
            case let norm as BatchNormalization:
                for place in norm.scale.range { parameters[place] = 1 }
                for place in norm.variance.range { parameters[place] = 1 }
            default: break
            }
        }
        self.architecture = architecture
        self.layout = layout
        self.parameters = parameters
        self.layers = layers
    }

    /// The places of an architecture's parameters.
    public static func layout(of architecture: Architecture) -> ParameterLayout {
        build(architecture).layout
    }

    private static func activation(after index: Int, in architecture: Architecture) -> LayerDescription? {
        for layer in architecture.layers[(index + 1)...] {
            switch layer {
            case .relu, .sigmoid, .tanh: return layer
            case .dense, .convolution: return nil
            default: continue
            }
        }
        return nil
    }

    private static func build(_ architecture: Architecture) -> (layers: [any Layer], layout: ParameterLayout) {
        guard let shapes = try? architecture.shapes() else {
            preconditionFailure("an architecture is checked when it is made")
        }
        var layout = ParameterLayout()
        var layers: [any Layer] = []
        var convolutions = 0, denses = 0, norms = 0
        for (index, description) in architecture.layers.enumerated() {
            let input = shapes[index], output = shapes[index + 1]
            switch description {
            case .convolution(_, let kernel, let padding):
                convolutions += 1
                layers.append(
                    Convolution(
                        name: "conv\(convolutions)",
                        input: input,
                        output: output,
                        kernel: kernel,
                        padding: padding,
                        layout: &layout
                    )
                )
            case .dense(let units):
                denses += 1
                layers.append(Dense(name: "dense\(denses)", input: input, units: units, layout: &layout))
            case .batchNormalization:
                norms += 1
                layers.append(BatchNormalization(name: "norm\(norms)", input: input, layout: &layout))
            case .maxPooling: layers.append(MaxPooling(input: input, output: output))
            case .relu: layers.append(Activation(input: input, function: .relu))
            case .sigmoid: layers.append(Activation(input: input, function: .sigmoid))
            case .tanh: layers.append(Activation(input: input, function: .tanh))
            case .dropout(let rate): layers.append(Dropout(input: input, rate: rate))
            }
        }
        return (layers, layout)
    }
}
