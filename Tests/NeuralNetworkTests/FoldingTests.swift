import Testing

@testable import NeuralNetwork

@Suite("Folding a network for inference")
struct FoldingTests {
    /// A network whose parameters, running statistics too, are all random.
    private func network(_ words: [String]) throws -> Network {
        let architecture = try Architecture(
            input: Shape(height: 6, width: 7, channels: 1),
            parsing: words,
            loss: .softmaxCrossEntropy
        )
        let network = Network(architecture: architecture, seed: 1)
        let numbers = randomNumbers(network.layout.count, seed: 2)
        for parameter in network.layout.parameters {
            let isVariance = parameter.name.hasSuffix("running_var")
            for place in parameter.range {
                network.parameters[place] = isVariance ? abs(numbers[place]) + 0.1 : numbers[place]
            }
        }
        return network
    }

    /// The outputs of the network as it stands, one layer after the other.
    private func unfolded(_ network: Network, _ image: [Float], kernels: Kernels) -> [Float] {
        let stack = ActivationStack(
            layers: network.layers,
            input: network.architecture.input,
            capacity: 1,
            training: false
        )
        stack.values[0].write(image: 0, image.span)
        let pass = Pass(
            images: 1,
            kernels: kernels,
            parameters: network.parameters,
            prepared: network.prepared(for: kernels),
            workspace: network.layers.workspace()
        )
        for (index, layer) in network.layers.enumerated() {
            layer.forward(stack.values[index], into: stack.values[index + 1], pass: pass)
        }
        return stack.values[network.layers.count].read(image: 0)
    }

    static let cases = [
        [
            "conv 5 3x3 pad 1", "batchnorm", "relu", "maxpool", "dropout 0.3", "dense 9", "batchnorm", "relu",
            "dense 10",
        ],
        ["conv 17 2x2", "batchnorm", "batchnorm", "tanh", "dense 10"],
        ["maxpool", "batchnorm", "relu", "dense 10", "batchnorm", "sigmoid"],
        ["conv 3 3x3", "dropout 0.5", "batchnorm", "relu", "batchnorm", "dense 10", "dropout 0.5"],
        ["dense 6", "sigmoid", "dense 10", "sigmoid"],
        ["conv 8 3x3 pad 1", "batchnorm", "relu", "conv 9 3x3 pad 1", "batchnorm", "relu", "dense 10"],
    ]

    @Test(arguments: cases)
    func outputsStayTheSame(_ words: [String]) throws {
        let network = try network(words), folded = network.folded()
        #expect(!folded.architecture.layers.contains { if case .dropout = $0 { true } else { false } })
        let batch = TinyBatch(count: 7, shape: network.architecture.input)
        for kernels in Kernels.all {
            let session = InferenceSession(network, chunk: 3, kernels: kernels)
            var outputs: [[Float]] = []
            session.run(count: batch.count) { index, pixels in
                for place in pixels.indices { pixels[place] = batch.pixels[index][place] }
            } collect: { index, output in
                #expect(index == outputs.count)
                outputs.append(output)
            }
            try #require(outputs.count == batch.count)
            for (image, output) in zip(batch.pixels, outputs) {
                let plain = unfolded(network, image, kernels: kernels)
                let largest = plain.map { abs($0) }.max() ?? 0
                #expect(largestDifference(output, plain) < 2e-6 + 5e-6 * largest, "\(kernels.name)")
            }
        }
    }

    @Test func normalisationAfterALinearLayerIsGone() throws {
        let folded = try network(Self.cases[0]).folded()
        #expect(
            folded.architecture.layers.map(\.description) == [
                "conv 5 3x3 pad 1", "relu", "maxpool", "dense 9", "relu", "dense 10",
            ]
        )
        let kept = try network(Self.cases[3]).folded()
        #expect(kept.architecture.layers.filter { $0 == .batchNormalization }.count == 2)
    }

    @Test func activationsShowEachLayersOutput() throws {
        let network = try network(Self.cases[0])
        let session = InferenceSession(network, chunk: 2)
        let bytes = (0..<42).map { UInt8($0 * 6) }
        let activations = session.activations(bytes)
        #expect(activations.map(\.count) == [42, 210, 210, 45, 9, 9, 10])
        #expect(largestDifference(activations[0], bytes.map { Float($0) / 255 }) < 1e-7)
        #expect(activations[2] == Reference.relu(activations[1]))
        #expect(largestDifference(activations[6], session.outputs([bytes])[0]) < 1e-5)
    }
}
