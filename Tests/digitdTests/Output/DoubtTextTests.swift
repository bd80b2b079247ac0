import Imaging
import NeuralNetwork
import Recognition
import Testing

@testable import digitd

@Suite struct DoubtTextTests {
    private func text(_ outcome: Recognition.Outcome, image: DigitImage? = nil) throws -> String? {
        let architecture = try Architecture(parsing: ["dense 10"], loss: .softmaxCrossEntropy)
        let network = Network(architecture: architecture, seed: 7)
        let bytes = ModelFile(network: network, metadata: ["least_evidence": "900"]).bytes()
        let model = try DigitModel(name: "m", bytes: bytes)
        let result = DigitResult(
            file: "a.png",
            sha256: nil,
            outcome: outcome,
            image: nil,
            model: model.identity,
            classifiedAt: .now
        )
        return DoubtText(model: model, threshold: 0.997).text(result, image: image)
    }

    @Test func doubtsAreToldInFigures() throws {
        let probabilities = try #require(DigitProbabilities([0.0625, 0, 0, 0, 0, 0, 0, 0.9375, 0, 0]))
        let reading = DigitReading(probabilities)
        #expect(try text(.uncertain(.lowConfidence, reading)) == "confidence 0.937500 is below 0.997000")
        #expect(try text(.uncertain(.severalDigits, reading))?.hasPrefix("more than one digit") == true)
        let unfamiliar = try #require(try text(.uncertain(.unfamiliar, reading), image: DigitImage()))
        #expect(unfamiliar.hasPrefix("unlike what the model has learned from: evidence "), "\(unfamiliar)")
        #expect(unfamiliar.hasSuffix(" is below 900.000000"), "\(unfamiliar)")
        #expect(try text(.classified(reading)) == nil)
        #expect(try text(.blank) == nil)
    }
}
