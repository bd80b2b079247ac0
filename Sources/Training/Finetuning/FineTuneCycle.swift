import FoundationEssentials
import Recognition

/// One line of `history.jsonl`: what a fine-tune cycle saw, did and decided.
public struct FineTuneCycle: Sendable, Hashable, Codable {
    /// What came of a cycle.
    public enum Decision: String, Sendable, Hashable, Codable {
        /// The candidate is the current model now.
        case accepted
        /// The candidate did not pass the gate.
        case refused
        /// Too few labels, or nothing changed since the last cycle.
        case waited
    }

    /// When it ended, RFC 3339 in UTC.
    public var at: String
    /// What came of it.
    public var decision: Decision
    /// Why, in plain words.
    public var reason: String
    /// The model it began from.
    public var parent: String
    /// The parent's hash.
    public var parentSHA256: String
    /// The new model's file, where it was accepted.
    public var model: String?
    /// Labels that could be learned from.
    public var labels: Int
    /// Changes whenever a label does.
    public var labelsSHA256: String
    /// Files that could not be learned from.
    public var leftOut: Int
    /// Labels that looked wrong, and were left out; nil where nothing was looked for.
    public var suspects: [Suspect]?
    /// The figures, where it came to that.
    public var figures: Figures?
    /// Labels that are read as another digit than before, the first ``mostChanges`` of them.
    public var changes: [Change]?
    /// How long it took, seconds.
    public var seconds: Double

    /// A label that looked wrong.
    public struct Suspect: Sendable, Hashable, Codable {
        /// The file, below `labeled/`.
        public var file: String
        /// Why, in plain words.
        public var reason: String
    }

    /// The most ``changes`` a line holds.
    public static let mostChanges = 500

    /// A label that is read as another digit than before.
    public struct Change: Sendable, Hashable, Codable {
        /// The file, below `labeled/`.
        public var file: String
        /// The hash of the file.
        public var sha256: String
        /// The digit it lies under.
        public var label: Int
        /// What the parent read.
        public var before: Int
        /// What a network read that had learned from the other labels.
        public var after: Int
        /// The calibrated probability of ``before``.
        public var confidenceBefore: Float
        /// The same of ``after``.
        public var confidenceAfter: Float

        private enum CodingKeys: String, CodingKey {
            case file, sha256, label, before, after
            case confidenceBefore = "confidence_before"
            case confidenceAfter = "confidence_after"
        }
    }

    /// What was measured.
    public struct Figures: Sendable, Hashable, Codable {
        /// Mean log loss on labels not learned from.
        public var logLossBefore: Double
        /// The same after.
        public var logLossAfter: Double
        /// Labels read wrong.
        public var wrongBefore: Int
        /// The same after.
        public var wrongAfter: Int
        /// Chance of the gain by the sign-flip test.
        public var chance: Double
        /// McNemar's exact test.
        public var mcNemar: Double
        /// Share of the way to the fine-tuned weights.
        public var blend: Float
        /// Sample pictures read right before and after, and how many there are.
        public var samples: [Int]
        /// Drawn regression digits read right before and after, and how many there are.
        public var regression: [Int]
        /// Per digit: labels, right before, right after.
        public var perDigit: [[Int]]

        /// The figures of an outcome.
        public init(_ outcome: FineTuner.Outcome) {
            logLossBefore = outcome.verdict.lossBefore
            logLossAfter = outcome.verdict.lossAfter
            wrongBefore = outcome.verdict.wrongBefore
            wrongAfter = outcome.verdict.wrongAfter
            chance = outcome.verdict.chance
            mcNemar = outcome.verdict.mcNemar
            blend = outcome.blend
            samples = [outcome.samples.before, outcome.samples.after, outcome.samples.images]
            regression = [outcome.regression.before, outcome.regression.after, outcome.regression.images]
            perDigit = outcome.perDigit.map { [$0.labels, $0.before, $0.after] }
        }
    }

    private enum CodingKeys: String, CodingKey {
        case at, decision, reason, parent, model, labels, suspects, figures, changes, seconds
        case parentSHA256 = "parent_sha256"
        case labelsSHA256 = "labels_sha256"
        case leftOut = "left_out"
    }

    /// The line, without its end.
    public func json() -> [UInt8] {
        let encoder = JSONEncoder()
        encoder.outputFormatting = [.sortedKeys, .withoutEscapingSlashes]
        guard let data = try? encoder.encode(self) else { preconditionFailure("a cycle is plain values") }
        return [UInt8](data)
    }
}
