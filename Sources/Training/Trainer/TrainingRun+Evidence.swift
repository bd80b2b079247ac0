import NeuralNetwork
import Recognition

extension TrainingRun {
    /// Drawn digits that no network has learned from; with the held-out pictures they fix the least evidence.
    private static let drawnForEvidence = 4000
    private static let evidenceSeed: UInt64 = 0x6576_6964
    /// The share of either that may be called unfamiliar.
    private static let lostToEvidence = 0.005

    /// Reads and writes the checkpoint of a fold of cross-fitting, from 0.
    public struct FoldCheckpoints {
        let read: (_ fold: Int) -> [UInt8]?
        let write: (_ fold: Int, [UInt8]) throws -> Void

        /// Checkpoints kept by two functions; reading gives nil where there is none.
        public init(
            read: @escaping (_ fold: Int) -> [UInt8]?,
            write: @escaping (_ fold: Int, [UInt8]) throws -> Void
        ) {
            self.read = read
            self.write = write
        }
    }

    /// The finished model, batch normalisation folded away, temperature and thresholds fitted: the same bytes for the
    /// same recipe, data, seed and kernels.
    ///
    /// - Parameters:
    ///   - checkpoints: where the recipe's cross-fitting, which takes the time of some further trainings, leaves what it
    ///     needs to go on when it is stopped, and looks for it.
    ///   - report: told of its fold (from 0) and how far that is, every few steps.
    ///   - onEpoch: told of each of its epochs that has ended.
    /// - Throws: ``TrainingDivergence`` of a cross-fitted network, ``TrainingRunError`` where it has nothing to learn from.
    /// - Returns: the model, and the readings that its thresholds rest on; none where nothing is held out.
    public func model(
        checkpoints: FoldCheckpoints? = nil,
        report: (_ fold: Int, TrainingProgress) -> Void = { _, _ in },
        onEpoch: (_ fold: Int, TrainingProgress) -> Void = { _, _ in }
    ) throws -> (file: ModelFile, readings: [EvidenceReading]) {
        let network = trainer.network().folded()
        var metadata = notes
        metadata[DigitModel.MetadataKey.secondLook] = recipe.secondLook?.text
        guard !places.heldOut.isEmpty else { return (ModelFile(network: network, metadata: metadata), []) }
        let heldOut = corrected.subset(places.heldOut)
        var calibration = Calibration(of: network, on: heldOut, threads: threads)
        var readings = readings(of: network, calibration, places: places.heldOut)
        var origin = "\(readings.count) held-out pictures, \(readings.count { !$0.isRight }) read wrong"
        if let crossFit = recipe.crossFit {
            let others = try crossFitted(crossFit, checkpoints, report: report, onEpoch: onEpoch)
            origin += "; \(others.count) cross-fitted readings"
            readings += others
        }
        calibration.add(readings)
        let changed = readings.count { $0.label != $0.given }
        if changed > 0 {
            // Whoever trusts the labels more than those who corrected them finds here what they promise.
            var given = RiskEvidence()
            for reading in readings {
                given.add(confidence: reading.confidence, isRight: reading.digit == reading.given)
            }
            let reaching = given.reaching(calibration.threshold.confidence)
            let bound = (reaching.bound * 100_000).rounded(.up) / 1_000
            origin +=
                "; \(changed) labels corrected: as they came, \(reaching.wrong) of \(reaching.accepted) readings "
                + "would be wrong at the threshold, with 95 % confidence at most \(bound) %"
        }
        metadata["calibration"] = origin
        if network.architecture.loss == .softmaxOrNone {
            let drawn = DrawnDigits.images(count: Self.drawnForEvidence, seed: Self.evidenceSeed, threads: threads)
            let kinds = [heldOut, drawn]
            calibration.fitEvidence(of: network, on: kinds, losing: Self.lostToEvidence, threads: threads)
        }
        metadata.merge(calibration.metadata) { _, new in new }
        return (ModelFile(network: network, metadata: metadata), readings)
    }

    /// What a network reads in pictures of the first source.
    private func readings(of network: Network, _ calibration: Calibration, places: [Int]) -> [EvidenceReading] {
        let images = corrected.subset(places)
        let readings = calibration.readings(of: network, on: images, secondLook: recipe.secondLook, threads: threads)
        return zip(places, readings).map { place, reading in
            EvidenceReading(
                place: place,
                label: Int(corrected.labels[place]),
                given: Int(given.labels[place]),
                digit: reading.digit,
                confidence: reading.confidence
            )
        }
    }

    /// Has each fold of the training pictures read by a network taught on the others. It has no teacher, which would
    /// have seen them.
    private func crossFitted(
        _ crossFit: Recipe.CrossFit,
        _ checkpoints: FoldCheckpoints?,
        report: (_ fold: Int, TrainingProgress) -> Void,
        onEpoch: (_ fold: Int, TrainingProgress) -> Void
    ) throws -> [EvidenceReading] {
        var recipe = recipe
        recipe.epochs = crossFit.epochs
        recipe.distillation = nil
        let heldOut = corrected.subset(places.heldOut)
        let training = places.training
        var readings: [EvidenceReading] = []
        for fold in 0..<crossFit.folds {
            let asked = stride(from: fold, to: training.count, by: crossFit.folds).map { training[$0] }
            let copies = corrected.contents(asked)
            let learned = training.indices.filter { $0 % crossFit.folds != fold }.map { training[$0] }
                .filter { !copies.contains(corrected.image($0)) }
            let first = Trainer.Source(corrected.subset(learned))
            let sources = ([first] + others.map { $0.without(copies) }).filter { $0.images.count > 0 }
            guard !sources.isEmpty else {
                throw TrainingRunError(reason: "a fold of crossFit leaves nothing to learn from: give more pictures")
            }
            let trainer = try Trainer(
                recipe: recipe,
                sources: sources,
                heldOut: LabeledImages(),
                seed: Xoshiro256.seed(seed, 8, UInt64(fold)),
                threads: threads
            )
            // One that does not fit is of another training: this one begins anew.
            if let bytes = checkpoints?.read(fold) { _ = try? trainer.restore(bytes) }
            while !trainer.isFinished {
                var last: TrainingProgress?
                try trainer.runEpoch { progress in
                    report(fold, progress)
                    last = progress
                }
                if let last { onEpoch(fold, last) }
                try checkpoints?.write(fold, trainer.checkpoint())
            }
            let network = trainer.network().folded()
            let own = Calibration(of: network, on: heldOut, threads: threads)
            readings += self.readings(of: network, own, places: asked)
        }
        return readings
    }
}
