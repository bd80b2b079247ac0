import Testing

@testable import Recognition

@Suite struct RiskEvidenceTests {
    /// Figures of scipy.stats.beta.ppf(0.95, wrong + 1, count - wrong).
    @Test(arguments: [
        (0, 100, 0.0295130), (0, 3000, 0.000998079), (3, 5000, 0.00154999), (47, 59_000, 0.00101574), (9, 10, 0.994884),
        (10, 10, 1.0),
    ])
    func theBoundIsThatOfClopperAndPearson(wrong: Int, count: Int, expected: Double) {
        let bound = RiskEvidence.upperBound(wrong: wrong, of: count, level: 0.05)
        #expect(abs(bound / expected - 1) < 1e-4, "\(bound)")
    }

    /// 10,000 readings: the surer, the more often right.
    private var evidence: RiskEvidence {
        var evidence = RiskEvidence()
        for index in 0..<10_000 {
            let isDoubtful = index % 50 == 0
            evidence.add(confidence: isDoubtful ? 0.8 : 0.9999, isRight: index % 500 != 0)
        }
        return evidence
    }

    @Test func thresholdsKeepTheRisk() {
        let sure = evidence.threshold(risk: 0.001)
        #expect(sure.confidence > 0.8 && sure.accepted == 9800 && sure.wrong == 0 && sure.isPromised)
        #expect(abs(sure.coverage - 0.98) < 1e-9)
        let lax = evidence.threshold(risk: 0.01)
        #expect(lax.accepted == 10_000 && lax.wrong == 20 && lax.isPromised && lax.risk == 0.002)
        #expect(lax.confidence >= 0.5 && lax.confidence <= 0.8)
    }

    /// What is said of a threshold's readings is the same however it was found; a promise is not made again.
    @Test func whatReachesAThreshold() {
        for risk in [0.001, 0.01] {
            var threshold = evidence.threshold(risk: risk)
            threshold.isPromised = false
            #expect(evidence.reaching(threshold.confidence) == threshold)
        }
        #expect(RiskEvidence().reaching(0.9).accepted == 0)
    }

    @Test func whereNothingCanBePromisedTheShareSeenDecides() {
        let strict = evidence.threshold(risk: 0.0001)
        #expect(!strict.isPromised && strict.accepted == 9800 && strict.bound > 0.0001)
        var bad = RiskEvidence()
        for _ in 0..<100 { bad.add(confidence: 1, isRight: false) }
        let none = bad.threshold(risk: 0.5)
        #expect(none.confidence > 1 && none.accepted == 0 && !none.isPromised)
        #expect(RiskEvidence().threshold(risk: 0.1).confidence > 1)
    }

    @Test func evidenceAddsUpAndSurvivesItsText() throws {
        var twice = evidence
        twice.add(evidence)
        #expect(twice.readings == 20_000 && twice.wrong == 40)
        #expect(try #require(RiskEvidence(text: twice.text)) == twice)
        for text in ["", "1:2", "1:2:3", "97:1:0", "-1:1:0", "a:b:c", "1:1:0,"] {
            #expect(RiskEvidence(text: text) == nil, "\(text)")
        }
    }

    /// A model file may hold anything: more readings than anybody made are refused, and the most that are not are soon
    /// worked out.
    @Test(.timeLimit(.minutes(5))) func hugeCountsAreRefusedOrSoonWorkedOut() throws {
        #expect(RiskEvidence(text: "50:1099511627776:1000000000") == nil)
        let most = 1 << 24
        let text = (0..<RiskEvidence.binCount).map { "\($0):\(most):\(most / 2)" }.joined(separator: ",")
        let threshold = try #require(RiskEvidence(text: text)).threshold(risk: 0.6)
        #expect(threshold.isPromised && abs(threshold.risk - 0.5) < 1e-6 && threshold.bound < 0.501)
    }

    @Test func everyConfidenceHasABin() {
        var evidence = RiskEvidence()
        for confidence: Float in [0, 0.1, 0.5, 0.999_999, 1, 1.000_01] {
            evidence.add(confidence: confidence, isRight: true)
        }
        #expect(evidence.readings == 6)
    }
}
