import FoundationEssentials
import NeuralNetwork
import Recognition

#if canImport(Glibc)
    import Glibc
#else
    import Musl
#endif

/// Everything that decides how a network is trained, as a JSON file: with the same recipe, data and seed the same
/// network comes out.
public struct Recipe: Sendable, Codable, Hashable {
    /// The model's name.
    public var name: String
    /// The layers, in the words of ``LayerDescription``.
    public var layers: [String]
    /// The cost.
    public var loss: String = Loss.softmaxCrossEntropy.rawValue
    /// Passes over the data.
    public var epochs: Int
    /// How many there may be.
    public static let epochRange = 1...100_000
    /// Images that vote together on each step.
    public var batch: Int = 64
    /// Images of a batch that go through the layers together; batch normalisation averages over them.
    public var chunk: Int = 32
    /// How gradients become steps.
    public var optimizer = OptimizerSettings()
    /// The learning rate over time.
    public var schedule = Schedule()
    /// Deformation of the pictures.
    public var augmentation = Augmentation()
    /// Share of the target that is spread evenly over all ten digits.
    public var labelSmoothing: Float = 0
    /// Each step moves the averaged weights, which become the model, this share of the way to the current ones; 0 for
    /// no averaging.
    public var averaging: Float = 0
    /// Pictures of the first source held out of training, to report on and to fit temperature and thresholds to.
    public var heldOut: Int = 5000
    /// Learning from a larger model's answers, about the first source and the drawn digits, as well as from the labels.
    public var distillation: Distillation?
    /// Drawn digits to learn from beside the data.
    public var drawn: Drawn?
    /// Pictures that show no digit, to learn from as such; wants the loss ``Loss/softmaxOrNone``.
    public var outliers: Outliers?

    /// Readings of the training pictures by networks that have not learned from them, as evidence for the thresholds.
    public var crossFit: CrossFit?
    /// What pictures of the first source show whose label is wrong, by the beginning of the SHA-256 of their 784 bytes:
    /// 16 hexadecimal digits. A network that reads what is there is not wrong, whatever the label says. In a source that
    /// has none of these pictures nothing is corrected.
    public var corrections: [String: Int]?
    /// A second look at doubtful pictures, in service and for the evidence.
    public var secondLook: SecondLook?

    /// The optimiser and its constants.
    public struct OptimizerSettings: Sendable, Codable, Hashable {
        /// `sgd` or `adam`.
        public var kind: String = "sgd"
        /// Momentum of SGD, with Nesterov's look ahead.
        public var momentum: Float = 0.9
        /// Weight decay.
        public var decay: Float = 0
    }

    /// A learning rate that rises from a twentieth of `peak` to `peak` over the first `warmup` of all steps, then falls
    /// along half a cosine to `final`; with `constant` it stays at `peak`.
    public struct Schedule: Sendable, Codable, Hashable {
        /// The largest learning rate.
        public var peak: Float = 0.1
        /// Share of the steps spent rising.
        public var warmup: Float = 0.1
        /// The learning rate at the end.
        public var final: Float = 0
        /// Whether the rate never changes.
        public var constant = false

        /// The learning rate at `progress`, 0 at the start to 1 at the end.
        public func rate(at progress: Float) -> Float {
            if constant { return peak }
            if progress < warmup { return peak * (0.05 + 0.95 * progress / warmup) }
            let fall = (progress - warmup) / max(1 - warmup, .leastNormalMagnitude)
            return final + (peak - final) * 0.5 * (1 + cos(.pi * min(fall, 1)))
        }
    }

    /// Digits of `digitd draw`.
    public struct Drawn: Sendable, Codable, Hashable {
        /// How many are drawn once, before the training.
        public var count: Int
        /// How many of them an epoch shows.
        public var perEpoch: Int
        /// Ways of writing that are left out, by name.
        public var without: [String] = []
    }

    /// Pictures of ``OutlierPictures``.
    public struct Outliers: Sendable, Codable, Hashable {
        /// How many are drawn once, before the training.
        public var count: Int
        /// How many of them an epoch shows.
        public var perEpoch: Int
    }

    /// Trainings beside the main one: the data is cut into folds, and each is read by a network taught on the others.
    public struct CrossFit: Sendable, Codable, Hashable {
        /// Folds, and trainings.
        public var folds: Int
        /// Passes over the data of each training.
        public var epochs: Int
    }

    /// Knowledge distillation (Hinton, Vinyals and Dean, 2015).
    public struct Distillation: Sendable, Codable, Hashable {
        /// The models whose answers are learned, one or more: each a file, or the name of one that ships.
        public var teachers: [String]
        /// Share of the target that is the mean of the teachers' answers.
        public var share: Float = 0.5
        /// Softens the teachers' answers.
        public var temperature: Float = 2
    }
}

// MARK: - Reading

extension Recipe {
    /// Reads a recipe; keys that are left out have their defaults, unknown ones are refused.
    ///
    /// - Throws: ``RecipeError`` with one line on what is wrong.
    public init(json: [UInt8], path: String) throws(RecipeError) {
        do {
            self = try JSONDecoder().decode(Recipe.self, from: Data(json))
        } catch let error as RecipeError {
            throw RecipeError(path: path, reason: error.reason)
        } catch let DecodingError.keyNotFound(key, _) {
            throw RecipeError(path: path, reason: "has no \"\(key.stringValue)\"")
        } catch let DecodingError.typeMismatch(_, context), let DecodingError.valueNotFound(_, context) {
            throw RecipeError(path: path, reason: Self.reason(context, "is no JSON object, { and } around its keys"))
        } catch let DecodingError.dataCorrupted(context) {
            throw RecipeError(path: path, reason: Self.reason(context, "is no valid JSON"))
        } catch {
            throw RecipeError(path: path, reason: "is no valid JSON")
        }
        try check(path)
    }

    /// What is wrong with the value of a key, or with the whole.
    private static func reason(_ context: DecodingError.Context, _ whole: String) -> String {
        let key = context.codingPath.map(\.stringValue).joined(separator: ".")
        return key.isEmpty ? whole : "has a value that can't be used for \"\(key)\""
    }

    /// The architecture the layers make.
    public func architecture() throws(ArchitectureError) -> Architecture {
        try Architecture(parsing: layers, loss: Loss(rawValue: loss) ?? .softmaxCrossEntropy)
    }

    /// The recipe as JSON, keys sorted, for a model's metadata.
    public func json() -> String {
        let encoder = JSONEncoder()
        encoder.outputFormatting = [.sortedKeys, .withoutEscapingSlashes]
        guard let data = try? encoder.encode(self) else { preconditionFailure("a recipe is plain values") }
        return String(decoding: data, as: UTF8.self)
    }

    private static let losses = Loss.allCases.map(\.rawValue).joined(separator: ", ")

    /// Numbers that a training may keep in memory at once.
    private static let mostNumbers = 1 << 30

    /// Activations of a chunk that a thread may keep, each with its gradient.
    private static let mostActivations = 1 << 27

    private func check(_ path: String) throws(RecipeError) {
        func demand(_ condition: Bool, _ reason: String) throws(RecipeError) {
            if !condition { throw RecipeError(path: path, reason: reason) }
        }
        try demand(Loss(rawValue: loss) != nil, "has the unknown loss \"\(loss)\"; known: \(Self.losses)")
        try demand(
            ["sgd", "adam"].contains(optimizer.kind),
            "has the unknown optimizer \"\(optimizer.kind)\"; known: sgd, adam"
        )
        try demand(
            Self.epochRange.contains(epochs),
            "has \(epochs) epochs, not 1 to \(Self.epochRange.upperBound)"
        )
        try demand((1...65_536).contains(batch), "has a batch of \(batch), not 1 to 65536")
        try demand((1...batch).contains(chunk), "has a chunk of \(chunk), not 1 to the batch's \(batch)")
        try demand(
            schedule.peak > 0 && schedule.peak < 100,
            "has a peak learning rate of \(schedule.peak), not 0 to 100"
        )
        try demand((0..<1).contains(labelSmoothing), "has a label smoothing of \(labelSmoothing), not 0 to 1")
        try demand((0..<1).contains(averaging), "has an averaging of \(averaging), not 0 to 1")
        try demand((0...10_000_000).contains(heldOut), "has a heldOut of \(heldOut), not 0 to 10000000")
        try demand((0..<1).contains(optimizer.momentum), "has a momentum of \(optimizer.momentum), not 0 to 1")
        try demand((0..<1).contains(optimizer.decay), "has a decay of \(optimizer.decay), not 0 to 1")
        try demand((0...1).contains(schedule.warmup), "has a warmup of \(schedule.warmup), not 0 to 1")
        try demand((0...1).contains(schedule.final), "has a final rate of \(schedule.final), not 0 to 1")
        if let distillation {
            try demand((1...16).contains(distillation.teachers.count), "has no teacher, or more than 16")
            try demand((0...1).contains(distillation.share), "has a share of \(distillation.share) of its teacher")
            try demand(
                distillation.temperature >= 0.01 && distillation.temperature <= 100,
                "has a teacher's temperature of \(distillation.temperature), not 0.01 to 100"
            )
        }
        for (name, value, most) in augmentation.values {
            try demand((0...most).contains(value), "has \(name) of \(value), not 0 to \(most)")
        }
        if let drawn {
            try demand((1...10_000_000).contains(drawn.count), "has \(drawn.count) drawn digits, not 1 to 10000000")
            try demand((1...10_000_000).contains(drawn.perEpoch), "has \(drawn.perEpoch) drawn digits an epoch")
        }
        if let outliers {
            try demand(loss == Loss.softmaxOrNone.rawValue, "has outliers, which want the loss \"softmax-or-none\"")
            try demand((1...10_000_000).contains(outliers.count), "has \(outliers.count) outliers, not 1 to 10000000")
            try demand((1...outliers.count).contains(outliers.perEpoch), "has \(outliers.perEpoch) outliers an epoch")
        }
        if let crossFit {
            try demand((2...20).contains(crossFit.folds), "has \(crossFit.folds) folds of crossFit, not 2 to 20")
            try demand(Self.epochRange.contains(crossFit.epochs), "has \(crossFit.epochs) epochs of crossFit")
        }
        for (hash, digit) in (corrections ?? [:]).sorted(by: { $0.key < $1.key }) {
            try demand(
                hash.utf8.count == LabeledImages.hashDigits && hash.allSatisfy { "0123456789abcdef".contains($0) },
                "corrects the label of \"\(hash)\", not the first \(LabeledImages.hashDigits) digits of a SHA-256"
            )
            try demand((0...9).contains(digit), "corrects the label of \(hash) to \(digit)")
        }
        if let secondLook {
            try demand(
                secondLook.isSensible,
                "has a second look below \(secondLook.below) by \(secondLook.turn) degrees, not 0 to 1 and 0 to 45"
            )
        }
        let architecture: Architecture
        do {
            architecture = try self.architecture()
        } catch {
            throw RecipeError(path: path, reason: "makes no network: \(error.description)")
        }
        try demand(
            architecture.loss != .squaredError || architecture.layers.last == .sigmoid,
            "has the loss \"\(loss)\", which wants outputs between 0 and 1: end its layers with sigmoid"
        )
        try demand(
            !architecture.normalizesBatches || (chunk > 1 && batch % chunk != 1),
            "has a batch of \(batch) and a chunk of \(chunk), which leaves chunks of one picture, and batchnorm learns "
                + "nothing from one: give another chunk"
        )
        // A gradient for each chunk of a batch, beside the weights, their average and the optimiser's buffers.
        let weights = Network.layout(of: architecture).count
        let copies = (batch + chunk - 1) / chunk + 6
        let numbers = ((try? architecture.shapes()) ?? []).reduce(0) { $0 + $1.count } * chunk
        try demand(
            numbers <= Self.mostActivations,
            "has \(numbers) activations a chunk, which take more than \(Self.mostActivations >> 27) GB a thread with their "
                + "gradients: make it or the chunk smaller"
        )
        try demand(
            weights <= Self.mostNumbers / copies,
            "has \(weights) weights and biases and \(copies - 6) chunks a batch, which take more than "
                + "\(Self.mostNumbers >> 28) GB: make it smaller, or chunk larger"
        )
    }
}

/// A recipe that can't be used.
public struct RecipeError: Error, Equatable, CustomStringConvertible {
    /// The file.
    public let path: String
    /// What is wrong.
    public let reason: String

    /// One line.
    public var description: String { "\(path) \(reason)" }
}
