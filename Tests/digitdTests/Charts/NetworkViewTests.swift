import Foundation
import Imaging
import NeuralNetwork
import Recognition
import Testing

@testable import digitd

@Suite struct NetworkViewTests {
    private func model(_ layers: [String], loss: Loss = .softmaxCrossEntropy) throws -> DigitModel {
        let architecture = try Architecture(parsing: layers, loss: loss)
        return try DigitModel(
            name: "m",
            bytes: ModelFile(network: Network(architecture: architecture, seed: 3), metadata: [:]).bytes()
        )
    }

    private let image = DigitImage(pixels: (0..<784).map { UInt8($0 % 256) })

    @Test func layersEndInTheOutputs() throws {
        let model = try model(["conv 4 5x5", "relu", "maxpool", "dense 10"])
        let view = NetworkView(image, file: "x.png", model: model, label: 3, node: nil)
        #expect(view.layers.map(\.name) == ["conv 4 5x5", "relu", "maxpool", "dense 10"])
        #expect(view.layers.map { $0.values.count } == [24 * 24 * 4, 24 * 24 * 4, 12 * 12 * 4, 10])
        #expect(view.outputs == view.layers.last?.values)
        #expect(view.layers[1].values == view.layers[0].values.map { max($0, 0) })
        let probability = Loss.softmax(view.outputs)[3]
        #expect(abs(try #require(view.cost).value + Float(log(Double(probability)))) < 1e-4)
        #expect(view.node == nil)
    }

    @Test func theMostActiveNodeOfADenseLayerIsShown() throws {
        let model = try model(["dense 7", "sigmoid", "dense 10", "sigmoid"], loss: .squaredError)
        let view = NetworkView(image, file: "x.png", model: model, label: nil, node: nil)
        let node = try #require(view.node)
        #expect(view.layers[0].values.max() == view.layers[0].values[node.index])
        // Its weights are those that make its activation.
        let sum = zip(node.weights.values, image.pixels).reduce(node.weights.bias) { $0 + $1.0 * Float($1.1) / 255 }
        #expect(abs(sum - view.layers[0].values[node.index]) < 1e-3)
        #expect((node.weights.width, node.weights.height) == (28, 28))
        #expect(NetworkView(image, file: "", model: model, label: nil, node: 2).node?.index == 2)
        #expect(view.cost == nil)
    }

    @Test func aFilterHasTheSizeOfItsKernel() throws {
        let model = try model(["conv 4 3x3", "relu", "dense 10"])
        let view = NetworkView(image, file: "x.png", model: model, label: nil, node: 1)
        let weights = try #require(view.node).weights
        #expect((weights.width, weights.height, weights.values.count) == (3, 3, 9))
        // The filter at the top left corner gives the first number of its channel.
        var sum = weights.bias
        for row in 0..<3 {
            for column in 0..<3 {
                sum += weights.values[3 * row + column] * Float(image.pixels[28 * row + column]) / 255
            }
        }
        #expect(abs(sum - view.layers[0].channel(1)[0]) < 1e-4)
    }

    @Test func textAndSheetShowEveryLayer() throws {
        let model = try model(["dense 16", "sigmoid", "dense 10", "sigmoid"], loss: .squaredError)
        let view = NetworkView(image, file: "x.png", model: model, label: 5, node: 0)
        let lines = NetworkText.text(view).split(separator: "\n", omittingEmptySubsequences: false)
        #expect(lines.count { $0.hasPrefix("dense") || $0.hasPrefix("sigmoid") } == 4)
        #expect(lines.contains { $0.contains("cost against 5: ") })
        #expect(lines.contains { $0.hasPrefix("weights of node 0") })
        let canvas = NetworkSheet.canvas(view)
        let colors = Set((0..<canvas.width * canvas.height).map { canvas[$0 % canvas.width, $0 / canvas.width] })
        #expect(colors.count > 100)
    }

    /// The probability is of the temperature, the cost is not; what speaks for no digit is told with its limit.
    @Test func theFiguresCanBeReckonedFromWhatIsShown() throws {
        let architecture = try Architecture(parsing: ["dense 10"], loss: .softmaxOrNone)
        let network = Network(architecture: architecture, seed: 3)
        let notes = ["temperature": "0.5", "least_evidence": "90"]
        let model = try DigitModel(name: "m", bytes: ModelFile(network: network, metadata: notes).bytes())
        let view = NetworkView(image, file: "x.png", model: model, label: 3, node: nil)
        let logits = view.outputs, evidence = Loss.evidence(logits)
        #expect(view.reading.confidence == Loss.softmax(logits, temperature: 0.5).max())
        let sum = logits.reduce(1.0) { $0 + exp(Double($1)) }
        #expect(abs(Double(try #require(view.cost).value) - log(sum) + Double(logits[3])) < 1e-4)
        #expect(
            view.basis == [
                "probabilities: softmax of the outputs divided by the temperature, 0.5000",
                "evidence: \(decimals(Double(evidence), 3)), so \(decimals(100 / sum, 2)) % for no digit at all; "
                    + "unfamiliar, as all is below 90.000",
                "cost: -log of the label's probability at the temperature 1, no digit being an eleventh",
            ]
        )
        #expect(NetworkText.text(view).contains("\n" + view.basis.joined(separator: "\n") + "\n"))
    }

    @Test func whatTheFiguresRestOnDependsOnTheLoss() throws {
        func basis(_ loss: Loss, _ notes: [String: String], label: Int?) throws -> [String] {
            let layers = loss == .squaredError ? ["dense 10", "sigmoid"] : ["dense 10"]
            let network = Network(architecture: try Architecture(parsing: layers, loss: loss), seed: 3)
            let model = try DigitModel(name: "m", bytes: ModelFile(network: network, metadata: notes).bytes())
            return NetworkView(image, file: "x.png", model: model, label: label, node: nil).basis
        }
        let plain = "probabilities: softmax of the outputs divided by the temperature, 1.0000"
        #expect(try basis(.softmaxCrossEntropy, [:], label: nil) == [plain])
        #expect(
            try basis(.softmaxCrossEntropy, [:], label: 2)
                == [plain, "cost: -log of the label's probability at the temperature 1"]
        )
        let squared = try basis(.squaredError, [:], label: 2)
        #expect(squared.count == 2 && squared[0].contains("log(a / (1 - a))") && squared[1].contains("squared"))
        let sure = try basis(.softmaxOrNone, ["least_evidence": "-90"], label: nil)
        #expect(sure.count == 2 && sure[1].hasSuffix("; unfamiliar would be less than -90.000"), "\(sure)")
        #expect(try !basis(.softmaxOrNone, [:], label: nil)[1].contains("unfamiliar"))
    }

    @Test func sparklinesReachFromLeastToMost() {
        #expect(NetworkText.sparkline([0, 1, 0.5]) == "▁█▅")
        #expect(NetworkText.sparkline([2, 2]) == "▁▁")
        #expect(NetworkText.sparkline([]) == "")
    }
}
