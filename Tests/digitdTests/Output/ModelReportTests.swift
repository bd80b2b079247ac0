import NeuralNetwork
import Recognition
import Testing

@testable import digitd

@Suite struct ModelReportTests {
    @Test func layersAndCounts() throws {
        let architecture = try Architecture(
            parsing: ["dense 16", "sigmoid", "dense 16", "sigmoid", "dense 10", "sigmoid"],
            loss: .squaredError
        )
        let file = ModelFile(network: Network(architecture: architecture, seed: 1), metadata: ["seed": "1"])
        let text = ModelReport(try DigitModel(name: "classic", bytes: file.bytes())).text
        let rows = text.split(separator: "\n").map { $0.split(separator: " ").map(String.init) }
        #expect(rows.contains { $0.starts(with: ["dense", "16"]) && $0.suffix(2) == ["12,544", "16"] })
        #expect(rows.contains { $0.suffix(2) == ["12,960", "42"] && $0.first == "in" })
        #expect(rows.contains(["seed", "1"]))
        #expect(text.hasPrefix("model        classic\n"))
    }

    @Test(arguments: [(0, "0"), (999, "999"), (1000, "1,000"), (12544, "12,544"), (-1_234_567, "-1,234,567")])
    func grouping(number: Int, expected: String) {
        #expect(ModelReport.grouped(number) == expected)
    }
}
