import Testing

@testable import NeuralNetwork

@Suite("Layers in words")
struct LayerDescriptionTests {
    @Test(
        arguments: [
            ("conv 16 5x5 pad 2", .convolution(channels: 16, kernel: 5, padding: 2)),
            ("conv 1 1x1", .convolution(channels: 1, kernel: 1, padding: 0)),
            ("conv 4096 28x28 pad 27", .convolution(channels: 4096, kernel: 28, padding: 27)),
            ("dense 1", .dense(units: 1)), ("dense 65536", .dense(units: 65536)),
            ("batchnorm", .batchNormalization), ("maxpool", .maxPooling), ("relu", .relu), ("sigmoid", .sigmoid),
            ("tanh", .tanh), ("dropout 0.3", .dropout(rate: 0.3)), ("dropout 0.0", .dropout(rate: 0)),
            ("dropout 1e-05", .dropout(rate: 1e-5)),
        ] as [(String, LayerDescription)]
    )
    func readsWhatItWrites(text: String, layer: LayerDescription) {
        #expect(LayerDescription(text) == layer)
        #expect(layer.description == text)
    }

    @Test(arguments: [
        ("conv 16 5x5 pad 0", "conv 16 5x5"), ("  dense   10 ", "dense 10"), ("dropout 0", "dropout 0.0"),
        ("dropout .5", "dropout 0.5"),
    ])
    func readsOtherWaysOfWriting(text: String, normal: String) {
        #expect(LayerDescription(text)?.description == normal)
    }

    @Test(arguments: [
        "", " ", "conv", "conv 16", "conv 16 5", "conv 16 5x", "conv 16 x5", "conv 16 5x3", "conv 16 5x5x5",
        "conv 0 3x3", "conv -1 3x3", "conv 4097 3x3", "conv 16 0x0", "conv 16 29x29", "conv 16 3x3 pad",
        "conv 16 3x3 pad 3", "conv 16 3x3 pad -1", "conv 16 3x3 stride 2", "conv 16 3x3 pad 1 relu",
        "conv 99999999999999999999 3x3", "conv 1.5 3x3", "Conv 16 3x3", "dense", "dense 0", "dense -3", "dense 65537",
        "dense ten", "dense 10 10", "dropout", "dropout 1", "dropout -0.1", "dropout nan", "dropout inf", "dropout x",
        "dropout 0.1 0.2", "batchnorm 3", "maxpool 2", "relu relu", "tanh,", "softmax", "relu\n", "dense\t10",
    ])
    func refusesWhatItDoesNotKnow(text: String) {
        #expect(LayerDescription(text) == nil)
    }
}

@Suite("Architectures")
struct ArchitectureTests {
    private func shapes(_ words: [String], _ input: Shape = Shape(height: 28, width: 28, channels: 1)) throws
        -> [String]
    {
        try Architecture(input: input, parsing: words, loss: .softmaxCrossEntropy).shapes().map(\.description)
    }

    @Test func shapesFollowFromLayerToLayer() throws {
        let words = [
            "conv 16 5x5 pad 2", "batchnorm", "relu", "maxpool", "conv 32 3x3", "maxpool", "dropout 0.5", "dense 10",
        ]
        #expect(
            try shapes(words) == [
                "28x28x1", "28x28x16", "28x28x16", "28x28x16", "14x14x16", "12x12x32", "6x6x32", "6x6x32", "10",
            ]
        )
        #expect(
            try shapes(["maxpool", "dense 10"], Shape(height: 5, width: 7, channels: 2)) == ["5x7x2", "2x3x2", "10"]
        )
    }

    @Test func countsMultiplications() throws {
        let architecture = try Architecture(
            parsing: ["conv 2 3x3", "relu", "maxpool", "dense 10"],
            loss: .softmaxCrossEntropy
        )
        #expect(architecture.multiplyAdds == 26 * 26 * 2 * 9 + 13 * 13 * 2 * 10)
        let summary = Network(architecture: architecture, seed: 0).summary
        #expect(summary.map(\.multiplyAdds) == [26 * 26 * 2 * 9, 0, 0, 13 * 13 * 2 * 10])
    }

    @Test func namesAndShapesOfParameters() throws {
        let architecture = try Architecture(
            parsing: ["conv 2 3x3", "batchnorm", "conv 3 1x1", "maxpool", "dense 10"],
            loss: .softmaxCrossEntropy
        )
        let layout = Network.layout(of: architecture)
        #expect(
            layout.parameters.map { "\($0.name) \($0.shape)" } == [
                "conv1.weight [3, 3, 1, 2]", "conv1.bias [2]", "norm1.weight [2]", "norm1.bias [2]",
                "norm1.running_mean [2]", "norm1.running_var [2]", "conv2.weight [1, 1, 2, 3]", "conv2.bias [3]",
                "dense1.weight [507, 10]", "dense1.bias [10]",
            ]
        )
        #expect(layout.count == 18 + 2 + 8 + 6 + 3 + 5070 + 10)
        // Ranges follow each other without gap, and runs cover them all.
        var end = 0
        for parameter in layout.parameters {
            #expect(parameter.range.lowerBound == end)
            end = parameter.range.upperBound
        }
        #expect(layout.runs.reduce(0) { $0 + $1.range.count } == layout.count)
    }

    @Test func summaryCountsTheClassicNetwork() throws {
        let architecture = try Architecture(
            parsing: ["dense 16", "sigmoid", "dense 16", "sigmoid", "dense 10", "sigmoid"],
            loss: .squaredError
        )
        let summary = Network(architecture: architecture, seed: 0).summary
        #expect(summary.map(\.weights) == [12_544, 0, 256, 0, 160, 0])
        #expect(summary.map(\.biases) == [16, 0, 16, 0, 10, 0])
    }

    @Test(
        arguments: [
            (["dense 9"], 1, "ends the network with 9"), ([], 0, "ends the network"),
            (["conv 10 3x3"], 1, "ends the network with 26x26x10"),
            (["maxpool", "maxpool", "maxpool", "maxpool", "maxpool", "dense 10"], 5, "too small an input, 1"),
            (["conv 2 28x28", "conv 2 2x2", "dense 10"], 2, "larger than its input"),
            (["relu", "dense 10"], 1, "come first"),
            (["batchnorm", "dense 10"], 1, "come first"), (["dropout 0.1", "dense 10"], 1, "come first"),
            (["dense 10", "softmax"], 2, "no layer that digitd knows"),
        ] as [([String], Int, String)]
    )
    func refusesLayersThatDoNotFit(words: [String], layer: Int, reason: String) {
        let error = #expect(throws: ArchitectureError.self) { try shapes(words) }
        #expect(error?.layer == layer)
        #expect(error?.description.contains(reason) == true, "\(error?.description ?? "")")
        #expect(error?.description.contains("\n") == false)
    }

    @Test func refusesWhatWouldNeedTooMuchMemory() {
        // Each of these layers makes the picture 27 pixels wider and higher.
        let growing = [String](repeating: "conv 1 28x28 pad 27", count: 900)
        let wide = ["conv 4096 28x28 pad 27", "conv 4096 28x28 pad 27", "dense 10"]
        for words in [growing + ["dense 10"], wide] {
            let error = #expect(throws: ArchitectureError.self) { try shapes(words) }
            #expect(error?.reason.contains("too large") == true, "\(error?.description ?? "")")
        }
    }
}
