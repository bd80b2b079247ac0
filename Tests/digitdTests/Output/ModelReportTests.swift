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
        #expect(rows.contains { $0.starts(with: ["dense", "16"]) && $0.suffix(3) == ["12,544", "16", "12,544"] })
        #expect(rows.contains { $0.suffix(3) == ["12,960", "42", "12,960"] && $0.first == "in" })
        #expect(rows.contains(["seed", "1"]))
        #expect(text.hasPrefix("model        classic\n"))
    }

    @Test func promisesAndTheirBasis() throws {
        var evidence = RiskEvidence()
        for index in 0..<5000 { evidence.add(confidence: index < 4900 ? 0.9999 : 0.6, isRight: index != 4999) }
        let architecture = try Architecture(parsing: ["dense 10"], loss: .softmaxOrNone)
        let notes = ["risk_evidence": evidence.text, "least_evidence": "1.5", "second_look": "0.99,8.0"]
        let file = ModelFile(network: Network(architecture: architecture, seed: 1), metadata: notes)
        let text = ModelReport(try DigitModel(name: "m", bytes: file.bytes())).text
        for line in [
            "risk 0.0001  from 0.999897 on: 0 wrong of 4,900 (98.00 % of all), not promised: too few readings, 95 % bound",
            "risk 0.0010  from 0.579552 on: 1 wrong of 5,000 (100.00 % of all), with 95 % confidence at most 0.000948",
        ] {
            #expect(text.contains("\n\(line)"), "\(text)")
        }
        #expect(text.contains("\nunfamiliar   below an evidence of 1.5\n") && !text.contains("risk_evidence"))
        #expect(text.contains("\nsecond look  below a confidence of 0.99, turned by 8.0 degrees\n"))
        #expect(!text.contains("second_look"))
    }

    @Test(arguments: [(0, "0"), (999, "999"), (1000, "1,000"), (12544, "12,544"), (-1_234_567, "-1,234,567")])
    func grouping(number: Int, expected: String) {
        #expect(ModelReport.grouped(number) == expected)
    }
}
