import NeuralNetwork
import Recognition
import Testing

@testable import Training

struct CalibrationTests {
    /// Logits whose softmax at temperature `truth` is right as often as it says.
    private func readings(temperature truth: Float, count: Int = 4000) -> (logits: [[Float]], labels: [Int]) {
        var generator = Xoshiro256(seed: 5)
        var logits: [[Float]] = [], labels: [Int] = []
        for _ in 0..<count {
            let values = (0..<10).map { _ in generator.nextNormal() * 3 }
            let probabilities = Loss.softmax(values, temperature: truth)
            var left = generator.nextUnitFloat(), label = 0
            while label < 9, left >= probabilities[label] {
                left -= probabilities[label]
                label += 1
            }
            logits.append(values)
            labels.append(label)
        }
        return (logits, labels)
    }

    /// Without a wrong reading the cost falls with the temperature for ever.
    @Test func withoutAMistakeTheTemperatureStaysNearOne() {
        let (logits, _) = readings(temperature: 1, count: 50)
        let sure = logits.map { $0.map { $0 * 5 } }
        let calibration = Calibration(logits: sure, labels: sure.map(\.indexOfLargest))
        #expect((0.3...1).contains(calibration.temperature), "\(calibration.temperature)")
    }

    /// A calibration that has counted its own readings.
    private func counted(_ logits: [[Float]], _ labels: [Int]) -> Calibration {
        var calibration = Calibration(logits: logits, labels: labels)
        calibration.add(
            zip(labels, calibration.readings(logits)).map { label, reading in
                EvidenceReading(
                    place: 0,
                    label: label,
                    given: label,
                    digit: reading.digit,
                    confidence: reading.confidence
                )
            }
        )
        return calibration
    }

    @Test(arguments: [Float(0.5), 1, 2])
    func findsTheTemperature(truth: Float) {
        let (logits, labels) = readings(temperature: truth)
        let calibration = Calibration(logits: logits, labels: labels)
        #expect(abs(calibration.temperature / truth - 1) < 0.08, "\(calibration.temperature)")
    }

    /// Of each kind at most the stated share falls below the least evidence; without a class for it there is none.
    @Test func theLeastEvidenceIsFairToEveryKind() throws {
        let kinds = [TestDigits.learned, TestDigits.others]
        for loss in [Loss.softmaxOrNone, .softmaxCrossEntropy] {
            let network = Network(architecture: try Architecture(parsing: ["dense 10"], loss: loss), seed: 3)
            var calibration = Calibration(of: network, on: TestDigits.learned)
            calibration.fitEvidence(of: network, on: kinds, losing: 0.05, threads: 2)
            guard loss == .softmaxOrNone else {
                #expect(calibration.leastEvidence == nil)
                continue
            }
            let least = try #require(calibration.leastEvidence)
            let lost = kinds.map { images in
                Double(network.outputs(for: images).count { Loss.evidence($0) < least }) / Double(images.count)
            }
            #expect(lost.max() == 0.05)
            #expect(calibration.metadata["least_evidence"] == "\(least)")
        }
    }

    @Test func theThresholdKeepsTheRisk() {
        let (logits, labels) = readings(temperature: 0.5)
        let calibration = counted(logits, labels)
        #expect(calibration.risk.readings == 4000)
        for risk in [0.01, 0.1] {
            let threshold = calibration.risk.threshold(risk: risk)
            var accepted = 0, wrong = 0
            for (values, label) in zip(logits, labels) {
                let probabilities = Loss.softmax(values, temperature: calibration.temperature)
                let digit = probabilities.indexOfLargest
                if probabilities[digit] >= threshold.confidence {
                    accepted += 1
                    if digit != label { wrong += 1 }
                }
            }
            #expect(accepted == threshold.accepted && wrong == threshold.wrong && accepted > 100)
            #expect(Double(wrong) <= risk * Double(accepted))
        }
    }

    @Test func readingsThatAreAllRightNeedNoHighThreshold() {
        let logits = (0..<4000).map { index in (0..<10).map { $0 == index % 10 ? Float(4) : 0 } }
        let labels = (0..<4000).map { $0 % 10 }
        let calibration = counted(logits, labels)
        #expect(calibration.threshold.coverage == 1 && calibration.risk.wrong == 0 && calibration.threshold.isPromised)
        #expect(calibration.threshold.confidence < 1)
    }
}
