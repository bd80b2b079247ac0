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
    /// The first source with its labels as they came and as they count, and which of its pictures are learned from and
    /// which held out.
    let given: LabeledImages
    let corrected: LabeledImages
    let places: (training: [Int], heldOut: [Int])
    /// What is learned from beside the first source.
    let others: [Trainer.Source]
    let threads: Int
    let notes: [String: String]

    /// The pictures held out are the same whatever the seed, so that models of several seeds can be compared.
    static let holdOutSeed: UInt64 = 5

    /// Prepares a training; drawing digits may take some seconds.
    ///
    /// - Parameters:
    ///   - sources: names (for the model file) and pictures; the first has the recipe's held-out pictures.
    ///   - teachers: the recipe's teachers, already loaded.
    public init(
        recipe: Recipe,
        sources: [(name: String, images: LabeledImages)],
        seed: UInt64,
        teachers: [DigitModel] = [],
        threads: Int = 2
    ) throws(TrainingRunError) {
        guard let first = sources.first else { preconditionFailure("nothing to learn from") }
        guard first.images.count > 2 * recipe.heldOut else {
            throw TrainingRunError(
                reason: "\(first.name) has \(first.images.count) pictures, too few to hold out \(recipe.heldOut) of "
                    + "them: give more than \(2 * recipe.heldOut), or a recipe with a smaller heldOut"
            )
        }
        self.recipe = recipe
        self.seed = seed
        self.threads = threads
        given = first.images
        corrected = given.correcting(recipe.corrections ?? [:])
        places = given.holdingOut(recipe.heldOut, seed: Self.holdOutSeed)
        guard !places.training.isEmpty else {
            throw TrainingRunError(
                reason: "\(first.name) has nothing to learn from but copies of what is held out: give more pictures"
            )
        }
        var others: [Trainer.Source] = []
        let heldOut = corrected.contents(places.heldOut)
        for source in sources.dropFirst() where source.images.count > 0 {
            // They are there because people write otherwise than the teachers have seen.
            let source = Trainer.Source(source.images, asksTeacher: false).without(heldOut)
            if source.images.count > 0 { others.append(source) }
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
        others.removeAll { $0.images.count == 0 }
        self.others = others
        do {
            trainer = try Trainer(
                recipe: recipe,
                sources: [Trainer.Source(corrected.subset(places.training))] + others,
                heldOut: corrected.subset(places.heldOut),
                seed: seed,
                teachers: teachers.map(\.network),
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
        if !teachers.isEmpty {
            notes["teacher_sha256"] = teachers.map(\.identity.sha256.hex).joined(separator: ", ")
        }
        self.notes = notes
    }

    /// The name of a folder without where it lies, which is nobody's business but the maker's.
    private static func lastComponent(_ path: String) -> String {
        path.split(separator: "/").last.map(String.init) ?? path
    }
}

/// A training that can't begin.
public struct TrainingRunError: Error, Equatable, CustomStringConvertible {
    /// What is wrong and what to do.
    public let reason: String

    /// One line.
    public var description: String { reason }
}
