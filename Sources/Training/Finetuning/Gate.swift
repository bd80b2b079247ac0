import NeuralNetwork

/// The test a candidate must pass. A pure value: evidence in, verdict out.
public struct Gate: Sendable {
    /// What a labelled picture says of a model: the cost of its reading and whether it was right.
    public struct Testimony: Sendable, Hashable {
        /// Cross-entropy of the label, nats.
        public var loss: Double
        /// Whether the largest output was the label.
        public var isRight: Bool
        /// The probability of what was read.
        public var confidence: Float
        /// What was read.
        public var digit: Int
        /// The ten probabilities; none where nobody asks for them.
        public var probabilities: [Float]

        /// A testimony.
        public init(
            loss: Double,
            isRight: Bool,
            confidence: Float = 0,
            digit: Int = 0,
            probabilities: [Float] = []
        ) {
            self.probabilities = probabilities
            self.loss = loss
            self.isRight = isRight
            self.confidence = confidence
            self.digit = digit
        }
    }

    /// How many of a set of pictures the two models read right.
    public struct Comparison: Sendable, Hashable {
        /// Pictures in all.
        public var images: Int
        /// Read right by the parent.
        public var before: Int
        /// The most that the parent or an ancestor read right, where more is known than of the parent.
        public var best: Int
        /// Read right by the candidate.
        public var after: Int
        /// Read right by the parent and wrong by the candidate.
        public var lost: Int

        /// A comparison; `lost` is what the counts say at least, unless it is given.
        public init(images: Int, before: Int, after: Int, lost: Int? = nil) {
            self.images = images
            self.before = before
            best = before
            self.after = after
            self.lost = lost ?? max(0, before - after)
        }
    }

    /// The verdict, with all it rests on.
    public struct Verdict: Sendable, Hashable {
        /// Whether the candidate replaces its parent.
        public var isAccepted: Bool
        /// Why, in plain words.
        public var reason: String
        /// Mean log loss on the labels before and after.
        public var lossBefore: Double
        /// The same after.
        public var lossAfter: Double
        /// Labels read wrong before and after.
        public var wrongBefore: Int
        /// The same after.
        public var wrongAfter: Int
        /// The chance of such a fall of the loss if the candidate were no better.
        public var chance: Double
        /// McNemar's exact test of the labels on which the two differ, two-sided.
        public var mcNemar: Double
    }

    /// The chance up to which a gain counts that is looked for the first time.
    public var level: Double
    /// Share of the regression pictures that may be lost.
    public var regressionLoss: Double
    /// How often gains of this parent have been looked for, this time counted: who looks again after every few labels is
    /// lucky once. With a chance of level / looks at each, a gain where there is none is found in thirty looks with twice
    /// the level in all (simulated: 0.10 for a level of 0.05, and 0.24 where each look allows the whole level).
    public var looks: Int

    /// A gate.
    public init(level: Double, regressionLoss: Double, looks: Int = 1) {
        precondition(looks >= 1, "\(looks) looks")
        self.level = level
        self.regressionLoss = regressionLoss
        self.looks = looks
    }

    /// Never less than what the sign-flip test can show at all.
    private var allowedChance: Double { max(level / Double(looks), 2 / Double(Self.draws)) }
    private static let draws = 10_000

    /// Judges a candidate.
    ///
    /// - Parameters:
    ///   - before: what each label says of the parent.
    ///   - after: what the same labels say of candidates that had not learned from them.
    ///   - labels: the digit of each.
    ///   - samples: the sample pictures that ship; none may be lost.
    ///   - regression: drawn digits; a small share may be lost, of the best that any ancestor read.
    ///   - seed: of the random signs.
    public func judge(
        before: [Testimony],
        after: [Testimony],
        labels: [Int],
        samples: Comparison,
        regression: Comparison,
        seed: UInt64
    ) -> Verdict {
        precondition(before.count == after.count && !before.isEmpty, "\(before.count) and \(after.count) testimonies")
        precondition(labels.count == before.count, "\(before.count) testimonies on \(labels.count) labels")
        let gains = zip(before, after).map { $0.loss - $1.loss }.map(Self.bounded)
        let count = Double(before.count)
        var verdict = Verdict(
            isAccepted: false,
            reason: "",
            lossBefore: before.reduce(0) { $0 + $1.loss } / count,
            lossAfter: after.reduce(0) { $0 + $1.loss } / count,
            wrongBefore: before.count { !$0.isRight },
            wrongAfter: after.count { !$0.isRight },
            chance: Self.signFlipChance(gains, seed: seed),
            mcNemar: Self.mcNemar(
                lost: zip(before, after).count { $0.isRight && !$1.isRight },
                won: zip(before, after).count { !$0.isRight && $1.isRight }
            )
        )
        verdict.reason =
            reasonToRefuse(verdict, labels: before.count, samples: samples, regression: regression)
            ?? digitThatSuffers(before, after, labels) ?? ""
        if verdict.reason.isEmpty {
            verdict.isAccepted = true
            verdict.reason =
                "log loss on labels not learned from falls from \(Self.text(verdict.lossBefore)) to "
                + "\(Self.text(verdict.lossAfter)), chance \(Self.text(verdict.chance))"
        }
        return verdict
    }

    private func reasonToRefuse(
        _ verdict: Verdict,
        labels: Int,
        samples: Comparison,
        regression: Comparison
    ) -> String? {
        if verdict.lossAfter >= verdict.lossBefore {
            return "the labels are read no better: log loss \(Self.text(verdict.lossBefore)) before, "
                + "\(Self.text(verdict.lossAfter)) after"
        }
        if verdict.chance > allowedChance {
            return "the gain may be chance (\(Self.text(verdict.chance)), allowed \(Self.text(allowedChance))); "
                + "more labels would tell"
        }
        if verdict.wrongAfter > verdict.wrongBefore {
            return "\(verdict.wrongAfter) labels are read wrong, \(verdict.wrongBefore) before"
        }
        if verdict.wrongAfter * 2 > labels {
            return "\(verdict.wrongAfter) of \(labels) labels are read as another digit even after learning; "
                + "look whether pictures lie in the wrong folders"
        }
        if samples.lost > 0 {
            return "of \(samples.images) sample pictures \(samples.lost) are read wrong that were read right"
        }
        if Double(regression.best - regression.after) > regressionLoss * Double(regression.images) {
            let before = regression.best > regression.before ? "by an ancestor" : "before"
            return "of \(regression.images) drawn digits \(regression.after) are read right, "
                + "\(regression.best) \(before)"
        }
        return nil
    }

    /// The reason where labels of one digit are read worse by more than chance.
    private func digitThatSuffers(_ before: [Testimony], _ after: [Testimony], _ labels: [Int]) -> String? {
        for digit in 0...9 {
            let places = labels.indices.filter { labels[$0] == digit }
            let lost = places.count { before[$0].isRight && !after[$0].isRight }
            let won = places.count { !before[$0].isRight && after[$0].isRight }
            if lost > won, Self.mcNemar(lost: lost, won: won) <= level {
                return "the \(digit) suffers: \(lost) of \(places.count) labels are read wrong that were read right, "
                    + "\(won) the other way round"
            }
        }
        return nil
    }

    private static func text(_ value: Double) -> String {
        let scaled = Int((value * 10_000).rounded())
        let digits = String(scaled % 10_000)
        return "\(scaled / 10_000).\(String(repeating: "0", count: 4 - digits.count))\(digits)"
    }
}

// MARK: - Tests of chance

extension Gate {
    /// In the test a gain counts as one nat at most, and a loss as no more: one label that is hopeless anyway must not
    /// make up for all the others. The sign-flip test is as exact as without the bound, since it is the same both ways.
    static func bounded(_ gain: Double) -> Double { min(max(gain, -1), 1) }

    /// Paired sign-flip test, one-sided: were the gains only noise, each would as likely have the other sign; the share
    /// of 10,000 random choices of signs whose mean gain is at least the one seen.
    static func signFlipChance(_ gains: [Double], seed: UInt64, draws: Int = Gate.draws) -> Double {
        let seen = gains.reduce(0, +)
        var generator = Xoshiro256(seed: seed)
        var reached = 1
        for _ in 0..<draws {
            var sum = 0.0, bits: UInt64 = 0
            for (index, gain) in gains.enumerated() {
                if index % 64 == 0 { bits = generator.next() }
                sum += bits & 1 == 0 ? gain : -gain
                bits >>= 1
            }
            if sum >= seen { reached += 1 }
        }
        return Double(reached) / Double(draws + 1)
    }

    /// McNemar's exact test, two-sided: the chance that `lost + won` fair coins fall at least this unevenly.
    static func mcNemar(lost: Int, won: Int) -> Double {
        let count = lost + won
        guard count > 0 else { return 1 }
        // The k-th term of the binomial distribution, as a logarithm so that nothing overflows.
        var logTerm = -Double(count) * 2.0.logarithm, tail = 0.0
        for k in 0...min(lost, won) {
            tail += exponential(logTerm)
            logTerm += (Double(count - k) / Double(k + 1)).logarithm
        }
        return min(1, 2 * tail)
    }
}
