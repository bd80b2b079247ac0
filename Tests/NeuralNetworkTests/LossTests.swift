import Testing

@testable import NeuralNetwork

#if canImport(Glibc)
    import Glibc
#else
    import Musl
#endif

@Suite("Costs of ten outputs")
struct LossTests {
    private func cost(_ loss: Loss, _ outputs: [Float], _ targets: [Float], scale: Float = 1) -> (Float, [Float]) {
        var gradient = [Float](repeating: 9, count: outputs.count)
        var span = gradient.mutableSpan
        let cost = loss.cost(outputs: outputs, targets: targets.span, scale: scale, gradient: &span)
        return (cost, gradient)
    }

    private let targets: [Float] = [0, 0.1, 0, 0.6, 0, 0, 0.3, 0, 0, 0]

    private static let none = [Float](repeating: 0, count: 10)

    @Test(arguments: Loss.allCases.map { ($0, [Float]?.none) } + [(.softmaxOrNone, none)])
    func gradientMatchesFiniteDifferences(_ loss: Loss, targets: [Float]?) {
        let outputs = randomNumbers(10, seed: 1)
        let targets = targets ?? self.targets
        for scale: Float in [1, 0.25] {
            let gradient = cost(loss, outputs, targets, scale: scale).1
            let comparison = GradientComparison(
                gradient: gradient,
                places: 0..<10,
                step: 0.01,
                noise: 1e-6,
                relative: 0.002
            ) { place, change in
                var moved = outputs
                moved[place] += change
                return Double(scale) * Double(cost(loss, moved, targets).0)
            }
            #expect(comparison.agrees, "\(loss), scale \(scale): \(comparison)")
        }
    }

    @Test func squaredErrorIsTheSumOfSquares() {
        #expect(cost(.squaredError, [1, 0.5, 0], [0, 0.5, 1]).0 == 2)
    }

    @Test func crossEntropyOfEqualLogitsIsTheLogarithmOfTen() {
        let outputs = [Float](repeating: 3, count: 10)
        #expect(abs(cost(.softmaxCrossEntropy, outputs, targets).0 - 2.302_585) < 1e-5)
    }

    @Test func softmaxSumsToOneAndSurvivesHugeLogits() {
        for logits: [Float] in [[1, 2, 3], [1e38, 0, -1e38], [-1e38, -1e38, -1e38], [88, 89, 90]] {
            let probabilities = Loss.softmax(logits)
            #expect(abs(probabilities.reduce(0, +) - 1) < 1e-6)
            #expect(probabilities.min() ?? -1 >= 0)
        }
        #expect(Loss.softmax([1e38, 0]) == [1, 0])
    }

    @Test func temperatureFlattensTheProbabilities() {
        let cold = Loss.softmax([1, 2]), warm = Loss.softmax([1, 2], temperature: 4)
        #expect(abs(cold[1] - 1 / (1 + exp(Float(-1)))) < 1e-6)
        #expect(abs(warm[1] - 1 / (1 + exp(Float(-0.25)))) < 1e-6)
    }

    @Test func costOfAnImpossibleAnswerIsLargeButFinite() {
        let (cost, gradient) = cost(.softmaxCrossEntropy, [1000, 0], [0, 1])
        #expect(cost.isFinite && cost > 80)
        #expect(gradient == [1, -1])
    }

    /// With logits of 0 all eleven classes are equally likely; each unit that the logits fall by makes "none" likelier.
    @Test func whatIsNoDigitCostsWhatTheTenLogitsClaim() {
        let equal = cost(.softmaxOrNone, Self.none, Self.none)
        #expect(abs(equal.0 - log(11)) < 1e-5)
        #expect(equal.1.allSatisfy { abs($0 - 1 / 11) < 1e-6 })
        let modest = cost(.softmaxOrNone, [Float](repeating: -20, count: 10), Self.none)
        #expect(modest.0 < 1e-6)
        let bold = cost(.softmaxOrNone, [30] + [Float](repeating: 0, count: 9), Self.none)
        #expect(abs(bold.0 - 30) < 1e-4 && abs(bold.1[0] - 1) < 1e-6)
    }

    @Test func evidenceIsTheLogOddsOfADigit() {
        #expect(abs(Loss.evidence([Float](repeating: 1, count: 10)) - (1 + log(10))) < 1e-5)
        #expect(Loss.evidence([1e38, 0]) == 1e38)
        let outputs = randomNumbers(10, seed: 2)
        let shares = Loss.softmax(outputs + [0])
        #expect(abs(Loss.evidence(outputs) - log((1 - shares[10]) / shares[10])) < 1e-4)
    }

    @Test func logitsOfSquashedOutputsUndoTheSigmoid() {
        let sums: [Float] = [-3, -0.5, 0, 2]
        #expect(largestDifference(Loss.squaredError.logits(Reference.sigmoid(sums)), sums) < 1e-4)
        #expect(Loss.squaredError.logits([0, 1]).map(\.isFinite) == [true, true])
        #expect(Loss.softmaxCrossEntropy.logits(sums) == sums)
    }
}
