import Testing

@testable import Training

struct GateTests {
    private let gate = Gate(level: 0.05, regressionLoss: 0.001)
    private let same = Gate.Comparison(images: 1000, before: 990, after: 990)

    private func testimonies(_ losses: [Double]) -> [Gate.Testimony] {
        losses.map { Gate.Testimony(loss: $0, isRight: $0 < 0.7) }
    }

    private func judge(
        _ before: [Double],
        _ after: [Double],
        labels: [Int]? = nil,
        samples: Gate.Comparison? = nil,
        regression: Gate.Comparison? = nil
    ) -> Gate.Verdict {
        gate.judge(
            before: testimonies(before),
            after: testimonies(after),
            labels: before.indices.map { labels?[$0] ?? $0 % 10 },
            samples: samples ?? same,
            regression: regression ?? same,
            seed: 1
        )
    }

    @Test func acceptsAClearGain() {
        let verdict = judge(Array(repeating: 1, count: 40), Array(repeating: 0.2, count: 40))
        #expect(verdict.isAccepted)
        #expect(verdict.chance < 0.001 && verdict.mcNemar < 0.001)
        #expect(verdict.wrongBefore == 40 && verdict.wrongAfter == 0)
    }

    @Test func refusesNoChange() {
        #expect(!judge(Array(repeating: 0.5, count: 40), Array(repeating: 0.5, count: 40)).isAccepted)
    }

    @Test func refusesALoss() {
        #expect(!judge(Array(repeating: 0.2, count: 40), Array(repeating: 0.3, count: 40)).isAccepted)
    }

    @Test func refusesWhatMayBeChance() {
        // Gains and losses that nearly cancel.
        let after = (0..<40).map { $0 % 2 == 0 ? 0.1 : 0.49 }
        let verdict = judge(Array(repeating: 0.3, count: 40), after)
        #expect(!verdict.isAccepted)
        #expect(verdict.chance > 0.05)
    }

    /// One won does not make up for it.
    @Test func noSamplePictureMayBeLost() {
        let (before, after) = (Array(repeating: 1.0, count: 40), Array(repeating: 0.2, count: 40))
        #expect(judge(before, after, samples: .init(images: 70, before: 69, after: 69)).isAccepted)
        let verdict = judge(before, after, samples: .init(images: 70, before: 69, after: 69, lost: 1))
        #expect(verdict.reason == "of 70 sample pictures 1 are read wrong that were read right")
        #expect(!verdict.isAccepted)
    }

    @Test func oneHopelessLabelDoesNotDecide() {
        let before = Array(repeating: 0.1, count: 100) + [3]
        let after = Array(repeating: 0.05, count: 100) + [7]
        let verdict = judge(before, after)
        #expect(verdict.isAccepted, "a hundred gain what one loses")
        #expect(verdict.chance < 0.01)
        // It counts in the mean as it is.
        #expect(!judge(before, after.dropLast() + [9]).isAccepted)
    }

    @Test func refusesMoreMistakesHoweverSmallTheLoss() {
        let before = Array(repeating: 0.6, count: 38) + [0.65, 0.65]
        let after = Array(repeating: 0.1, count: 38) + [0.8, 0.8]
        let verdict = judge(before, after)
        #expect(!verdict.isAccepted)
        #expect(verdict.reason.contains("read wrong"))
    }

    @Test func refusesLabelsThatStayWrong() {
        let verdict = judge(Array(repeating: 9, count: 40), Array(repeating: 5, count: 40))
        #expect(!verdict.isAccepted)
        #expect(verdict.reason.contains("wrong folders"))
    }

    /// All of one digit's labels are lost, while others gain more.
    @Test func refusesWhatHarmsOneDigit() {
        let labels = Array(repeating: 3, count: 8) + Array(repeating: 7, count: 32)
        let before = Array(repeating: 0.6, count: 8) + Array(repeating: 2.0, count: 32)
        let after = Array(repeating: 0.8, count: 8) + Array(repeating: 0.1, count: 32)
        let verdict = judge(before, after, labels: labels)
        #expect(!verdict.isAccepted)
        #expect(verdict.reason.hasPrefix("the 3 suffers: 8 of 8 labels"), "\(verdict.reason)")
        #expect(judge(before, after, labels: labels.map { _ in 7 }).isAccepted)
    }

    @Test func eachLookAllowsLessChance() {
        // Fifteen gains and six losses of one size.
        let before = Array(repeating: 0.5, count: 21)
        let after = (0..<21).map { $0 < 15 ? 0.4 : 0.6 }
        func verdict(looks: Int) -> Gate.Verdict {
            Gate(level: 0.05, regressionLoss: 0.001, looks: looks).judge(
                before: testimonies(before),
                after: testimonies(after),
                labels: before.indices.map { $0 % 10 },
                samples: same,
                regression: same,
                seed: 1
            )
        }
        #expect(verdict(looks: 1).isAccepted && verdict(looks: 1).chance > 0.025)
        #expect(verdict(looks: 2).reason.hasSuffix("allowed 0.0250); more labels would tell"))
    }

    @Test func refusesLostSamplesAndRegression() {
        let before = [Double](repeating: 1, count: 40), after = [Double](repeating: 0.2, count: 40)
        #expect(!judge(before, after, samples: .init(images: 60, before: 60, after: 59)).isAccepted)
        #expect(!judge(before, after, regression: .init(images: 1000, before: 990, after: 988)).isAccepted)
        var regression = Gate.Comparison(images: 1000, before: 990, after: 989)
        #expect(judge(before, after, regression: regression).isAccepted)
        regression.best = 991
        let verdict = judge(before, after, regression: regression)
        #expect(verdict.reason == "of 1000 drawn digits 989 are read right, 991 by an ancestor")
    }

    @Test(arguments: [(0, 0, 1.0), (0, 5, 0.0625), (1, 9, 0.021_484_375), (3, 3, 1.0)])
    func mcNemarIsExact(lost: Int, won: Int, expected: Double) {
        #expect(abs(Gate.mcNemar(lost: lost, won: won) - expected) < 1e-9)
    }

    @Test func mcNemarStandsLargeCounts() {
        #expect(Gate.mcNemar(lost: 1000, won: 3000) < 1e-9)
        #expect(Gate.mcNemar(lost: 2000, won: 2000) > 0.9)
    }

    @Test func noiseSeldomPasses() {
        var passed = 0
        for seed in 0..<200 {
            var generator = SplitMix64(seed: UInt64(seed))
            let gains = (0..<30).map { _ in Double.random(in: -1...1, using: &generator) }
            if Gate.signFlipChance(gains, seed: UInt64(seed), draws: 500) <= 0.05 { passed += 1 }
        }
        #expect(passed < 22, "\(passed) of 200, 10 expected")
    }
}
