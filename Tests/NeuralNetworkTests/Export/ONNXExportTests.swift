import Testing

@testable import NeuralNetwork

@Suite("Export to ONNX")
struct ONNXExportTests {
    private let input = Shape(height: 7, width: 6, channels: 1)

    /// A network with random biases, scales and statistics too.
    private func network(_ words: [String], loss: Loss = .softmaxCrossEntropy) throws -> Network {
        let network = Network(architecture: try Architecture(input: input, parsing: words, loss: loss), seed: 5)
        for parameter in network.layout.parameters where parameter.role != .weight {
            for (place, number) in zip(parameter.range, randomNumbers(parameter.range.count, seed: 6)) {
                network.parameters[place] = parameter.role == .bias ? number : abs(number) + 0.1
            }
        }
        return network
    }

    static let cases: [([String], Loss)] = [
        // A dense layer that reads a picture of several channels, odd sizes pooled, padding, a kernel that is even.
        (["conv 3 3x3 pad 1", "relu", "maxpool", "dense 10"], .softmaxCrossEntropy),
        (["conv 4 2x2", "batchnorm", "tanh", "conv 5 3x3 pad 2", "dense 6", "relu", "dense 10"], .softmaxCrossEntropy),
        // What folding leaves: normalisation after a squash, and at the start of a list.
        (
            ["conv 2 1x1", "relu", "batchnorm", "dropout 0.5", "dense 8", "tanh", "batchnorm", "dense 10"],
            .softmaxCrossEntropy
        ),
        (["dense 9", "sigmoid", "dense 10", "sigmoid"], .squaredError),
        // Outputs that no sigmoid squashed last.
        (["dense 10", "tanh"], .squaredError),
        // A convolution after a dense layer, and as the last one.
        (["dense 5", "relu", "conv 10 1x1"], .softmaxCrossEntropy),
        (["maxpool", "conv 10 3x3"], .softmaxOrNone),
    ]

    @Test(arguments: cases)
    func theFileGivesTheOutputsOfTheNetwork(words: [String], loss: Loss) throws {
        let network = try network(words, loss: loss)
        let file = try ONNXInterpreter(network.onnx(name: "test", temperature: 1.7))
        let session = InferenceSession(network)
        for image in 0..<3 {
            let bytes = randomNumbers(input.count, seed: UInt64(image)).map { UInt8(abs($0) * 255) }
            let outputs = session.outputs([bytes])[0], logits = loss.logits(outputs)
            let tensors = file.run(bytes.map { Float($0) / 255 }, shape: [1, input.height, input.width])
            #expect(largestDifference(try #require(tensors["logits"]).values, logits) < 1e-5)
            #expect(try #require(tensors["logits"]).shape == [1, 10])
            let probabilities = Loss.softmax(logits, temperature: 1.7)
            #expect(largestDifference(try #require(tensors["probabilities"]).values, probabilities) < 1e-6)
            #expect((tensors["evidence"] != nil) == (loss == .softmaxOrNone))
            if let evidence = tensors["evidence"] {
                #expect(evidence.shape == [1] && abs(evidence.values[0] - Loss.evidence(logits)) < 1e-5)
            }
            #expect((tensors["outputs"] != nil) == (loss == .squaredError))
            if let squashed = tensors["outputs"] { #expect(largestDifference(squashed.values, outputs) < 1e-6) }
        }
    }

    @Test func theFileSaysWhatItIs() throws {
        let network = try network(["conv 2 3x3", "batchnorm", "relu", "dropout 0.1", "dense 10"])
        let file = try ONNXInterpreter(network.onnx(name: "small", notes: ["b": "2", "a": "ünïcödé"]))
        #expect(file.model.integers(1) == [8])
        #expect(file.model.texts(2) == ["digitd"])
        let operators = try file.model.messages(8)
        #expect(operators.map { $0.texts(1) } == [[""]] && operators.map { $0.integers(2) } == [[17]])
        let notes = try file.model.messages(14).map { $0.texts(1) + $0.texts(2) }
        #expect(notes == [["a", "ünïcödé"], ["b", "2"]])
        #expect(file.graph.texts(2) == ["small"])
        #expect(file.nodes.map(\.operation) == ["Conv", "Relu", "Flatten", "Gemm", "Div", "Softmax"])
        let constants: Set = ["conv1.weight", "conv1.bias", "dense1.weight", "dense1.bias", "temperature"]
        #expect(Set(file.constants.keys) == constants)
        #expect(file.constants["conv1.weight"]?.shape == [2, 1, 3, 3])
        #expect(file.constants["dense1.weight"]?.shape == [40, 10])
    }

    @Test func theBatchIsLeftOpen() throws {
        let file = try ONNXInterpreter(try network(["dense 10", "sigmoid"], loss: .squaredError).onnx(name: "x"))
        func shapes(_ field: Int) throws -> [String] {
            try file.graph.messages(field).map { value in
                let tensor = try value.messages(2)[0].messages(1)[0]
                let sizes = try tensor.messages(2)[0].messages(1).map { dimension in
                    dimension.texts(2).first ?? "\(dimension.integers(1)[0])"
                }
                return "\(value.texts(1)[0]) \(tensor.integers(1)[0]) \(sizes.joined(separator: "x"))"
            }
        }
        #expect(try shapes(11) == ["pixels 1 Nx1x7x6"])
        #expect(try shapes(12) == ["outputs 1 Nx10", "logits 1 Nx10", "probabilities 1 Nx10"])
    }

    @Test func everyTensorIsWrittenOnceBeforeItIsRead() throws {
        for (words, loss) in Self.cases {
            let file = try ONNXInterpreter(try network(words, loss: loss).onnx(name: "x"))
            var known = Set(file.constants.keys).union(["pixels"])
            for node in file.nodes {
                #expect(known.isSuperset(of: node.inputs), "\(node)")
                #expect(known.insert(node.output).inserted, "\(node)")
            }
            #expect(known.isSuperset(of: try file.graph.messages(12).flatMap { $0.texts(1) }))
        }
    }
}

@Suite("The protobuf wire format")
struct ProtobufMessageTests {
    /// Bytes from the format's own documentation, and the edges of a varint.
    @Test func fieldsAreWrittenAsTheFormatSays() {
        func bytes(_ build: (inout ProtobufMessage) -> Void) -> [UInt8] {
            var message = ProtobufMessage()
            build(&message)
            return message.bytes
        }
        #expect(bytes { $0.add(1, 150) } == [0x08, 0x96, 0x01])
        #expect(bytes { $0.add(2, "testing") } == [0x12, 0x07] + Array("testing".utf8))
        #expect(bytes { $0.add(1, 0) } == [0x08, 0x00])
        #expect(bytes { $0.add(16, 127) } == [0x80, 0x01, 0x7F])
        #expect(bytes { $0.add(1, -1) } == [0x08] + [UInt8](repeating: 0xFF, count: 9) + [0x01])
        #expect(bytes { $0.add(2, Float(1)) } == [0x15, 0x00, 0x00, 0x80, 0x3F])
        #expect(bytes { $0.add(9, raw: [1, -2]) } == [0x4A, 0x08, 0, 0, 0x80, 0x3F, 0, 0, 0, 0xC0])
        var inner = ProtobufMessage()
        inner.add(1, 150)
        #expect(bytes { $0.add(3, inner) } == [0x1A, 0x03, 0x08, 0x96, 0x01])
    }
}
