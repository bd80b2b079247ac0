import NeuralNetwork
import Recognition

/// Makes a fine-tuned model again from its parent and its examples: the same one bit for bit, or one that has never seen
/// some of the examples.
public struct ModelRebuild: Sendable {
    /// The model that is made again.
    public let version: DigitModel
    /// What it begins from.
    public let parent: DigitModel
    /// How many examples it learns from.
    public var examples: Int { labels.examples.count }
    /// Whether it is to be the same as ``version``.
    public let isSame: Bool
    private let provenance: FineTuneProvenance
    private let labels: LabelFolder
    private let withdrawn: Set<ContentHash>
    private let tuner: FineTuner

    /// Gathers what it takes.
    ///
    /// - Parameters:
    ///   - version: a model of the store.
    ///   - withdrawn: examples it is not to learn from.
    ///   - parent: what it begins from instead of the version's own parent: that one's, made without the withdrawn.
    ///   - folder: where the examples are looked for by their hashes, `labeled/` of the root.
    /// - Throws: ``ModelRebuildError``, ``DataError``.
    public init(
        _ version: DigitModel,
        without withdrawn: Set<ContentHash> = [],
        parent: DigitModel? = nil,
        in store: ModelStore,
        labels folder: String,
        preparer: PicturePreparer = PicturePreparer(),
        threads: Int
    ) throws {
        guard let provenance = FineTuneProvenance(of: version) else {
            throw ModelRebuildError(version, "its file does not say what it was made from")
        }
        guard var configuration = provenance.configuration else {
            throw ModelRebuildError(version, "it was made with the settings of another version of digitd")
        }
        if let stranger = withdrawn.first(where: { hash in !provenance.examples.contains { $0.sha256 == hash } }) {
            throw ModelRebuildError(version, "it has not learned from \(stranger.hex)")
        }
        isSame = withdrawn.isEmpty && parent == nil
        let wanted = provenance.examples.filter { !withdrawn.contains($0.sha256) }
        guard wanted.count >= 2 else { throw ModelRebuildError(version, "nothing is left to learn from") }
        let (labels, gone) = try LabelFolder.find(wanted, in: folder, preparer: preparer, threads: threads)
        let found = parent ?? store.model(sha256: provenance.parentSHA256)
        var missing: [String] = []
        if found == nil { missing.append("its parent \(provenance.parentSHA256) (\(provenance.parentName))") }
        missing += gone.map { "the example \($0.sha256.hex) (a \($0.label))" }
        guard missing.isEmpty, let found else { throw ModelRebuildError(version, missing: missing) }
        try Self.expectWithout(provenance.examples.filter { withdrawn.contains($0.sha256) }, found, in: store)

        self.version = version
        self.parent = found
        self.provenance = provenance
        self.labels = isSame ? labels.with(digest: provenance.labelsSHA256) : labels
        configuration.threads = threads
        self.withdrawn = withdrawn
        tuner = FineTuner(parent: found, configuration: configuration)
        guard tuner.newLabels(labels).count >= 2 else {
            throw ModelRebuildError(
                version,
                "its parent \(found.identity.name) has learned from all but \(tuner.newLabels(labels).count) of its examples, "
                    + "which are too few to testify"
            )
        }
        if isSame { try expectSameMeans() }
    }

    /// Fine-tunes.
    ///
    /// - Parameters:
    ///   - samples: the sample pictures that ship; only the verdict rests on them.
    ///   - progress: told what share of the work is done, 0 to 1.
    /// - Returns: the model, and what the gate says of it.
    public func run(
        samples: LabeledImages,
        progress: (Double) -> Void = { _ in }
    ) throws(ArchitectureError) -> (file: ModelFile, verdict: Gate.Verdict) {
        let outcome = try tuner.run(
            on: labels,
            samples: samples,
            doubted: FineTuneProvenance.doubted(by: version).filter { !withdrawn.contains($0.note.sha256) },
            progress: progress
        )
        var file = outcome.candidate
        if isSame {
            // The same file may go by another name now.
            file.metadata[FineTuneProvenance.Key.parentName] = provenance.parentName
            file.metadata[FineTuneProvenance.Key.derivedFrom] = version.metadata[FineTuneProvenance.Key.derivedFrom]
        } else {
            file.metadata[FineTuneProvenance.Key.derivedFrom] = version.identity.sha256.hex
        }
        return (file, outcome.verdict)
    }

    /// What would make another model of the same examples.
    private func expectSameMeans() throws(ModelRebuildError) {
        guard provenance.examples.allSatisfy({ $0.pixels != nil }) else {
            throw ModelRebuildError(version, "its notes are of another version of digitd")
        }
        guard provenance.kernels == Kernels.best.name else {
            throw ModelRebuildError(
                version,
                "it was made with the instructions \(provenance.kernels), and these are \(Kernels.best.name): set "
                    + "DIGITD_KERNELS=\(provenance.kernels), on a processor that has them"
            )
        }
        guard provenance.arithmetic == "\(Kernels.arithmetic)" else {
            throw ModelRebuildError(version, "this digitd adds up otherwise than the one that made it")
        }
        guard provenance.picturesSHA256 == FineTuneProvenance.hash(of: labels.images) else {
            throw ModelRebuildError(version, "this digitd brings its examples to 28x28 otherwise")
        }
        guard provenance.rehearsalSHA256 == tuner.rehearsalSHA256 else {
            throw ModelRebuildError(version, "this digitd draws its rehearsal pictures otherwise")
        }
    }

    /// Makes sure that no ancestor has learned from the withdrawn examples either.
    private static func expectWithout(
        _ withdrawn: [LabelNote],
        _ parent: DigitModel,
        in store: ModelStore
    ) throws(ModelRebuildError) {
        guard !withdrawn.isEmpty else { return }
        let files = Set(withdrawn.map(\.sha256)), pixels = Set(withdrawn.compactMap(\.pixels))
        var ancestor = parent
        while true {
            guard let provenance = FineTuneProvenance(of: ancestor) else {
                // The line begins with a model that was not fine-tuned.
                if ancestor.metadata["parent_sha256"] == nil { return }
                throw ModelRebuildError(ancestor, "it is an ancestor, and its file does not say what it learned from")
            }
            let learned = provenance.examples.first {
                files.contains($0.sha256) || $0.pixels.map(pixels.contains) ?? false
            }
            if let hash = learned?.sha256 {
                throw ModelRebuildError(
                    ancestor,
                    "it is an ancestor and has learned from \(hash.hex) too: rebuild it without that first, then name "
                        + "what comes of it with --parent"
                )
            }
            guard let next = store.model(sha256: provenance.parentSHA256) else {
                throw ModelRebuildError(ancestor, missing: ["its parent \(provenance.parentSHA256)"])
            }
            ancestor = next
        }
    }
}

/// A model that can't be made again.
public struct ModelRebuildError: Error, Equatable, Sendable, CustomStringConvertible {
    /// The model.
    public let model: String
    /// Why not.
    public let reason: String

    init(_ model: DigitModel, _ reason: String) {
        self.model = model.identity.name
        self.reason = reason
    }

    /// Something that it takes is gone.
    init(_ model: DigitModel, missing: [String]) {
        let most = 8
        let rest = missing.count > most ? " and \(missing.count - most) more" : ""
        self.init(model, "gone: " + missing.prefix(most).joined(separator: ", ") + rest)
    }

    /// One line.
    public var description: String { "\(model) can't be made again: \(reason)" }
}
