import FoundationEssentials
import NeuralNetwork
import Recognition

/// What a fine-tuned model's file says of its making, enough to make it again: `digitd model rebuild`.
struct FineTuneProvenance: Sendable, Hashable {
    /// The keys in the file's metadata.
    enum Key {
        static let parentName = "parent_name"
        static let parentSHA256 = "parent_sha256"
        static let labelsSHA256 = "labels_sha256"
        static let examples = "fine_tune_examples"
        static let known = "fine_tune_known"
        static let doubted = "fine_tune_doubted"
        static let settings = "fine_tune_settings"
        static let pictures = "fine_tune_pictures_sha256"
        static let regression = "fine_tune_regression_best"
        static let rehearsal = "fine_tune_rehearsal_sha256"
        static let kernels = "fine_tune_kernels"
        static let arithmetic = "fine_tune_arithmetic"
        static let seed = "fine_tune_seed"
        static let derivedFrom = "fine_tune_derived_from"
    }

    /// The name of the parent then.
    let parentName: String
    /// The parent's hash.
    let parentSHA256: String
    /// The digest of all labels there were, those left out too.
    let labelsSHA256: String
    /// What was learned from, in the order of the hashes.
    let examples: [LabelNote]
    /// How; nil where it names settings that this version does not know, or lacks some.
    let configuration: FineTuneConfiguration?
    /// The hash of the examples as the network sees them, with their labels.
    let picturesSHA256: String
    /// The hash of the drawn pictures.
    let rehearsalSHA256: String
    /// The instructions the network was run with.
    let kernels: String
    /// ``Kernels/arithmetic`` then.
    let arithmetic: String

    /// The hash of pictures as the network sees them, with their labels.
    static func hash(of sets: LabeledImages...) -> String {
        ContentHash(of: sets.flatMap { $0.pixels + $0.labels }).hex
    }

    /// The labels that a model and those it was made from have been taught with, its first ancestor's training apart.
    /// What it says of them is no evidence.
    static func learned(by model: DigitModel) -> [LabelNote] {
        [Key.known, Key.examples].flatMap { notes(model.metadata[$0]) }
    }

    private static func notes(_ text: String?) -> [LabelNote] {
        (text ?? "").split(separator: "\n").compactMap { LabelNote(line: $0) }
    }

    /// The labels that looked wrong and count in the evidence of a model, in the order in which they came.
    static func doubted(by model: DigitModel) -> [DoubtedLabel] {
        (model.metadata[Key.doubted] ?? "").split(separator: "\n").compactMap { line in
            guard let space = line.lastIndex(of: " "), let confidence = Float(line[line.index(after: space)...]),
                let note = LabelNote(line: line[..<space])
            else { return nil }
            return DoubtedLabel(note: note, confidence: confidence)
        }
    }

    /// How many of the gate's drawn digits a model or an ancestor read right at best: small losses, each allowed, must not
    /// add up from cycle to cycle.
    struct BestRegression: Sendable, Hashable {
        let right: Int
        /// The hash of the drawn digits; another version of digitd may draw others.
        let sha256: String
    }

    /// The best count on drawn digits of this hash; nil where nothing is known of them.
    static func bestRegression(of model: DigitModel, on sha256: String) -> Int? {
        let words = (model.metadata[Key.regression] ?? "").split(separator: " ")
        return words.count == 2 && words[1] == sha256 ? Int(words[0]) : nil
    }

    /// The notes in a file's metadata.
    static func notes(
        parent: DigitModel,
        _ labels: LabelFolder,
        _ configuration: FineTuneConfiguration,
        doubted: [DoubtedLabel],
        rehearsalSHA256: String,
        bestRegression: BestRegression
    ) -> [String: String] {
        let examples = labels.examples.map(LabelNote.init)
        let now = LabelNotes(examples)
        let known = Set(learned(by: parent).filter { !now.contains($0) }.map(\.line))
        let allDoubted = Self.doubted(by: parent) + doubted
        return [
            Key.known: known.sorted().joined(separator: "\n"),
            Key.doubted: allDoubted.map { "\($0.note.line) \($0.confidence)" }.joined(separator: "\n"),
            Key.parentName: parent.identity.name,
            Key.parentSHA256: parent.identity.sha256.hex,
            Key.labelsSHA256: labels.digest.hex,
            Key.examples: examples.map(\.line).joined(separator: "\n"),
            Key.settings: configuration.text,
            Key.pictures: hash(of: labels.images),
            Key.rehearsal: rehearsalSHA256,
            Key.regression: "\(bestRegression.right) \(bestRegression.sha256)",
            Key.kernels: Kernels.best.name,
            Key.arithmetic: "\(Kernels.arithmetic)",
            Key.seed: "\(configuration.seed)",
        ]
    }

    /// What the file of a model says; nil where it is not a fine-tuned one, or says too little.
    init?(of model: DigitModel) {
        let notes = model.metadata
        guard let parentName = notes[Key.parentName], let parentSHA256 = notes[Key.parentSHA256],
            let labelsSHA256 = notes[Key.labelsSHA256], let examples = notes[Key.examples],
            let settings = notes[Key.settings],
            let picturesSHA256 = notes[Key.pictures], let rehearsalSHA256 = notes[Key.rehearsal],
            let kernels = notes[Key.kernels]
        else { return nil }
        self.parentName = parentName
        self.parentSHA256 = parentSHA256
        self.labelsSHA256 = labelsSHA256
        self.examples = Self.notes(examples)
        configuration = FineTuneConfiguration(text: settings)
        self.picturesSHA256 = picturesSHA256
        self.rehearsalSHA256 = rehearsalSHA256
        self.kernels = kernels
        // The first one had no note of it.
        arithmetic = notes[Key.arithmetic] ?? "1"
    }
}

/// A label that looked wrong.
public struct DoubtedLabel: Sendable, Hashable {
    /// The label.
    let note: LabelNote
    /// The probability of what was read instead, at the temperature of the model that was the parent then.
    let confidence: Float
}

extension FineTuneConfiguration {
    /// What bears on the weights, as JSON; the same settings always give the same text.
    fileprivate var text: String {
        var settings = self
        // The same result with any number of threads.
        settings.threads = 0
        let encoder = JSONEncoder()
        encoder.outputFormatting = .sortedKeys
        guard let data = try? encoder.encode(settings) else { preconditionFailure("settings are plain values") }
        return String(decoding: data, as: UTF8.self)
    }

    fileprivate init?(text: String) {
        guard let settings = try? JSONDecoder().decode(Self.self, from: Data(text.utf8)) else { return nil }
        self = settings
    }
}
