import NeuralNetwork
import Recognition

/// A whole training: data in, a model file out.
///
/// The first source is the one pictures are held out of; they choose nothing while training runs, but the temperature
/// and threshold of the finished model are fitted on them. A teacher is asked about the first source and the drawn
/// digits only.
public struct TrainingRun {
    /// The recipe.
    public let recipe: Recipe
    /// The seed everything random comes from.
    public let seed: UInt64
    /// Runs the epochs; finished or stopped, it can be asked for a checkpoint.
    public let trainer: Trainer
    /// The first source, and which of its pictures are learned from and which held out.
    private let first: LabeledImages
    private let places: (training: [Int], heldOut: [Int])
    private let heldOut: LabeledImages
    /// What is learned from beside the first source.
    let others: [Trainer.Source]
    private let threads: Int
    private let notes: [String: String]

    /// The pictures held out are the same whatever the seed, so that models of several seeds can be compared.
    static let holdOutSeed: UInt64 = 5
    /// Drawn digits that no network has learned from; with the held-out pictures they fix the least evidence.
    private static let drawnForEvidence = 4000
    private static let evidenceSeed: UInt64 = 0x6576_6964
    /// The share of either that may be called unfamiliar.
    private static let lostToEvidence = 0.005

    /// Prepares a training; drawing digits may take some seconds.
    ///
    /// - Parameters:
    ///   - sources: names (for the model file) and pictures; the first has the recipe's held-out pictures.
    ///   - teacher: the recipe's teacher, already loaded.
    public init(
        recipe: Recipe,
        sources: [(name: String, images: LabeledImages)],
        seed: UInt64,
        teacher: DigitModel? = nil,
        threads: Int = 2
    ) throws(TrainingRunError) {
        guard let first = sources.first, first.images.count > 2 * recipe.heldOut else {
            throw TrainingRunError(
                reason: "the first source has \(sources.first?.images.count ?? 0) pictures, too few to hold out "
                    + "\(recipe.heldOut) of them; give more, or a recipe with a smaller heldOut"
            )
        }
        self.recipe = recipe
        self.seed = seed
        self.threads = threads
        if let place = recipe.corrections?.keys.max(), place >= first.images.count {
            throw TrainingRunError(
                reason: "the recipe corrects the label of picture \(place), the first source has "
                    + "\(first.images.count): name the data first that the recipe was written for"
            )
        }
        self.first = first.images
        places = first.images.holdingOut(recipe.heldOut, seed: Self.holdOutSeed)
        heldOut = first.images.subset(places.heldOut)
        var others: [Trainer.Source] = []
        for source in sources.dropFirst() where source.images.count > 0 {
            // They are there because people write otherwise than the teacher has seen.
            others.append(Trainer.Source(source.images, asksTeacher: false))
        }
        if let drawn = recipe.drawn {
            let styles: [DigitStyle]
            do {
                styles = try DigitStyle.selection(without: drawn.without)
            } catch {
                throw TrainingRunError(reason: "\(error)")
            }
            if styles.isEmpty { throw TrainingRunError(reason: "the recipe leaves out every way of writing digits") }
            let images = DrawnDigits.images(
                count: drawn.count,
                styles: styles,
                seed: Xoshiro256.seed(seed, 6),
                threads: threads
            )
            others.append(Trainer.Source(images, perEpoch: min(drawn.perEpoch, images.count)))
        }
        if let outliers = recipe.outliers {
            let images = OutlierPictures.images(
                count: outliers.count,
                seed: Xoshiro256.seed(seed, 7),
                threads: threads
            )
            let shown = min(outliers.perEpoch, images.count)
            others.append(Trainer.Source(images, perEpoch: shown, asksTeacher: false, areOutliers: true))
        }
        self.others = others
        do {
            trainer = try Trainer(
                recipe: recipe,
                sources: [Trainer.Source(first.images.subset(places.training))] + others,
                heldOut: heldOut,
                seed: seed,
                teacher: teacher?.network,
                threads: threads
            )
        } catch {
            throw TrainingRunError(reason: "the recipe makes no network: \(error.description)")
        }
        var notes = [
            "recipe": recipe.json(), "seed": "\(seed)",
            "data": sources.map { "\(Self.lastComponent($0.name)) (\($0.images.count) pictures)" }.joined(
                separator: ", "
            ),
            "kernels": Kernels.best.name,
        ]
        if let teacher { notes["teacher_sha256"] = teacher.identity.sha256.hex }
        self.notes = notes
    }

    /// The name of a folder without where it lies, which is nobody's business but the maker's.
    private static func lastComponent(_ path: String) -> String {
        path.split(separator: "/").last.map(String.init) ?? path
    }

    /// The finished model, batch normalisation folded away, temperature and thresholds fitted: the same bytes for the
    /// same recipe, data, seed and kernels.
    ///
    /// - Parameters:
    ///   - report: told of the recipe's cross-fitting, which takes the time of some further trainings.
    ///   - witness: told of every reading that is evidence, with the labels as the source has them.
    public func model(
        report: (TrainingProgress) -> Void = { _ in },
        witness: ([EvidenceReading]) -> Void = { _ in }
    ) throws(ArchitectureError) -> ModelFile {
        let network = trainer.network().folded()
        var metadata = notes
        if heldOut.count > 0 {
            var calibration = Calibration(of: network, on: heldOut, threads: threads)
            let own = calibration.readings(of: network, on: heldOut, places: places.heldOut, threads: threads)
            var notes = "\(own.count) held-out pictures, \(own.count { !$0.isRight }) read wrong"
            var readings = own
            if let crossFit = recipe.crossFit {
                let others = try self.readings(crossFit, report: report)
                notes += "; \(others.count) cross-fitted readings"
                readings += others
            }
            witness(readings)
            if let corrections = recipe.corrections, !corrections.isEmpty {
                for index in readings.indices {
                    readings[index].label = corrections[readings[index].place] ?? readings[index].label
                }
                notes += "; \(corrections.count) labels corrected"
            }
            calibration.add(readings)
            metadata["calibration"] = notes
            if network.architecture.loss == .softmaxOrNone {
                let drawn = DrawnDigits.images(count: Self.drawnForEvidence, seed: Self.evidenceSeed, threads: threads)
                let kinds = [heldOut, drawn]
                calibration.fitEvidence(of: network, on: kinds, losing: Self.lostToEvidence, threads: threads)
            }
            metadata.merge(calibration.metadata) { _, new in new }
        }
        return ModelFile(network: network, metadata: metadata)
    }

    /// Has each fold of the training pictures read by a network taught on the others. It has no teacher, which would
    /// have seen them.
    private func readings(
        _ crossFit: Recipe.CrossFit,
        report: (TrainingProgress) -> Void
    ) throws(ArchitectureError) -> [EvidenceReading] {
        var recipe = recipe
        recipe.epochs = crossFit.epochs
        recipe.distillation = nil
        var readings: [EvidenceReading] = []
        for fold in 0..<crossFit.folds {
            let training = places.training
            let asked = stride(from: fold, to: training.count, by: crossFit.folds).map { training[$0] }
            let learned = training.indices.filter { $0 % crossFit.folds != fold }.map { training[$0] }
            let trainer = try Trainer(
                recipe: recipe,
                sources: [Trainer.Source(first.subset(learned))] + others,
                heldOut: LabeledImages(),
                seed: Xoshiro256.seed(seed, 8, UInt64(fold)),
                threads: threads
            )
            while !trainer.isFinished {
                _ = trainer.runEpoch {
                    report($0)
                    return true
                }
            }
            let network = trainer.network().folded()
            let own = Calibration(of: network, on: heldOut, threads: threads)
            readings += own.readings(of: network, on: first.subset(asked), places: asked, threads: threads)
        }
        return readings
    }
}

/// A training that can't begin.
public struct TrainingRunError: Error, Equatable, CustomStringConvertible {
    /// What is wrong and what to do.
    public let reason: String

    /// One line.
    public var description: String { reason }
}
