import NeuralNetwork
import Recognition

/// One fine-tune cycle: from labelled pictures to a candidate, and what the gate says of it.
///
/// The labels are cut into folds by their hashes. For each fold a network is fine-tuned on the others and asked about
/// the fold, so that every label testifies once, by a network that has not learned from it. How far to go from the
/// parent's weights to the fine-tuned ones is chosen for each fold by the other folds, so that the choice does not
/// testify for itself. The candidate is then made the same way from all labels.
public struct FineTuner: Sendable {
    /// The model to improve.
    public let parent: DigitModel
    /// How.
    public let configuration: FineTuneConfiguration

    /// A cycle from this model.
    public init(parent: DigitModel, configuration: FineTuneConfiguration = FineTuneConfiguration()) {
        self.parent = parent
        self.configuration = configuration
    }

    /// What came of a cycle.
    public struct Outcome: Sendable {
        /// The candidate, whatever the gate says of it.
        public var candidate: ModelFile
        /// What the gate says.
        public var verdict: Gate.Verdict
        /// The share of the way from the parent to the fine-tuned weights.
        public var blend: Float
        /// Labels right and wrong of each digit, before and after, from the cross-fitted readings.
        public var perDigit: [PerDigit]
        /// The sample pictures.
        public var samples: Gate.Comparison
        /// The drawn regression digits.
        public var regression: Gate.Comparison
    }

    /// The labels of one digit.
    public struct PerDigit: Sendable, Hashable {
        /// Labels there are.
        public var labels = 0
        /// Read right by the parent.
        public var before = 0
        /// Read right by networks that had not learned from them.
        public var after = 0
    }

    /// Runs the cycle.
    ///
    /// - Parameters:
    ///   - labels: what people have labelled; at least the configuration's least number.
    ///   - samples: the sample pictures that ship.
    ///   - progress: told what share of the work is done, 0 to 1.
    public func run(
        on labels: LabelFolder,
        samples: LabeledImages,
        progress: (Double) -> Void = { _ in }
    ) throws(ArchitectureError) -> Outcome {
        precondition(labels.examples.count >= 2, "\(labels.examples.count) labels")
        let images = labels.images
        let folds = foldOfEach(labels)
        let rehearsal = DrawnDigits.images(
            count: configuration.rehearsal,
            seed: Xoshiro256.seed(configuration.seed, 1),
            threads: configuration.threads
        )
        let foldCount = (folds.max() ?? 0) + 1
        let fits = Double(foldCount + 1)

        var testimonies = [[Gate.Testimony]](
            repeating: [Gate.Testimony](repeating: .init(loss: 0, isRight: false), count: images.count),
            count: configuration.blends.count
        )
        for fold in 0..<foldCount {
            let learned = images.subset((0..<images.count).filter { folds[$0] != fold })
            let asked = (0..<images.count).filter { folds[$0] == fold }
            let tuned = try fit(learned, rehearsal) { progress((Double(fold) + $0) / fits) }
            for (place, blend) in configuration.blends.enumerated() {
                let readings = testify(self.blend(tuned, blend), on: images.subset(asked))
                for (index, testimony) in zip(asked, readings) { testimonies[place][index] = testimony }
            }
        }
        let before = testify(parent.network, on: images)
        let after = (0..<images.count).map { index in
            testimonies[bestBlend(testimonies, among: (0..<images.count).filter { folds[$0] != folds[index] })][index]
        }
        let blend = configuration.blends[bestBlend(testimonies, among: Array(0..<images.count))]
        let tuned = try fit(images, rehearsal) { progress((Double(foldCount) + $0) / fits) }
        let network = self.blend(tuned, blend)

        let sampleComparison = compare(network, on: samples)
        let regression = compare(
            network,
            on: DrawnDigits.images(
                count: configuration.regressionDigits,
                seed: Self.regressionSeed,
                threads: configuration.threads
            )
        )
        let verdict = Gate(level: configuration.level, regressionLoss: configuration.regressionLoss).judge(
            before: before,
            after: after,
            samples: sampleComparison,
            regression: regression,
            seed: Xoshiro256.seed(configuration.seed, 3)
        )
        return Outcome(
            candidate: ModelFile(network: network, metadata: metadata(labels, blend, verdict)),
            verdict: verdict,
            blend: blend,
            perDigit: perDigit(images, before, after),
            samples: sampleComparison,
            regression: regression
        )
    }

    /// The seed of the drawn digits that only the gate sees.
    static let regressionSeed: UInt64 = 0x6761_7465

    /// Folds by hash, dealt out digit by digit, so that each has its share of every digit.
    private func foldOfEach(_ labels: LabelFolder) -> [Int] {
        var dealt = [Int](repeating: 0, count: 10)
        let folds = min(configuration.folds, labels.examples.count)
        return labels.examples.map { example in
            defer { dealt[example.label] += 1 }
            return (dealt[example.label] + example.label) % folds
        }
    }

    // MARK: - Learning

    /// Fine-tunes the parent on labels, with drawn digits on which it is asked to answer as the parent does.
    private func fit(
        _ labels: LabeledImages,
        _ rehearsal: LabeledImages,
        progress: (Double) -> Void
    ) throws(ArchitectureError) -> Network {
        guard labels.count > 0 else { return parent.network }
        var recipe = Recipe(
            name: "fine-tune",
            layers: parent.network.architecture.layers.map(\.description),
            epochs: configuration.epochs
        )
        recipe.loss = parent.network.architecture.loss.rawValue
        recipe.schedule.peak = configuration.rate
        recipe.schedule.warmup = 0.2
        recipe.optimizer.decay = 0
        recipe.averaging = 0.02
        recipe.heldOut = 0
        recipe.augmentation.rotation = 8
        recipe.augmentation.scale = 0.1
        recipe.augmentation.shear = 0.1
        recipe.augmentation.shift = 1
        recipe.augmentation.elastic = 0.5
        recipe.augmentation.thickness = 0.3
        recipe.distillation = Recipe.Distillation(teacher: parent.identity.name, share: 1, temperature: 1)
        let shown = min(configuration.labelsPerEpoch, labels.count * configuration.repeats)
        let trainer = try Trainer(
            recipe: recipe,
            sources: [
                Trainer.Source(labels, perEpoch: shown, asksTeacher: false),
                Trainer.Source(rehearsal, asksTeacher: true),
            ],
            heldOut: LabeledImages(),
            seed: configuration.seed,
            initial: parent.network,
            teacher: parent.network,
            threads: configuration.threads
        )
        while !trainer.isFinished {
            _ = trainer.runEpoch { step in
                progress(Double(step.step) / Double(max(step.steps, 1)))
                return true
            }
        }
        return trainer.network()
    }

    /// The weights `share` of the way from the parent's to the tuned ones.
    private func blend(_ tuned: Network, _ share: Float) -> Network {
        let parameters = FloatBuffer(copying: parent.network.parameters)
        Kernels.best.blend(tuned.parameters, into: parameters, factor: share)
        return Network(architecture: tuned.architecture, parameters: parameters)
    }

    // MARK: - Judging

    private func testify(_ network: Network, on images: LabeledImages) -> [Gate.Testimony] {
        let loss = network.architecture.loss
        return network.outputs(for: images, threads: configuration.threads).enumerated().map { index, outputs in
            let label = Int(images.labels[index])
            let probabilities = Loss.softmax(loss.logits(outputs), temperature: parent.temperature)
            return Gate.Testimony(
                loss: -Double(max(probabilities[label], 1e-7)).logarithm,
                isRight: outputs.indexOfLargest == label
            )
        }
    }

    /// The blend to take, judged by these labels: the one nearest to the parent that has most of the gain there is to
    /// be had, since every step away from the parent costs some of what it knew.
    private func bestBlend(_ testimonies: [[Gate.Testimony]], among labels: [Int]) -> Int {
        let losses = testimonies.map { blend in labels.reduce(0) { $0 + blend[$1].loss } }
        let gains = losses.map { losses[0] - $0 }
        let wanted = (gains.max() ?? 0) * configuration.shareOfGain
        return gains.firstIndex { $0 >= wanted } ?? 0
    }

    private func compare(_ network: Network, on images: LabeledImages) -> Gate.Comparison {
        func right(_ network: Network) -> Int { testify(network, on: images).count(where: \.isRight) }
        return Gate.Comparison(images: images.count, before: right(parent.network), after: right(network))
    }

    private func perDigit(
        _ images: LabeledImages,
        _ before: [Gate.Testimony],
        _ after: [Gate.Testimony]
    ) -> [PerDigit] {
        var digits = [PerDigit](repeating: PerDigit(), count: 10)
        for index in 0..<images.count {
            let label = Int(images.labels[index])
            digits[label].labels += 1
            if before[index].isRight { digits[label].before += 1 }
            if after[index].isRight { digits[label].after += 1 }
        }
        return digits
    }

    /// The parent's notes (temperature and threshold among them) with the new ones.
    private func metadata(_ labels: LabelFolder, _ blend: Float, _ verdict: Gate.Verdict) -> [String: String] {
        var notes = parent.metadata
        notes[DigitModel.MetadataKey.temperature] = "\(parent.temperature)"
        notes[DigitModel.MetadataKey.threshold] = "\(parent.threshold)"
        notes["parent_name"] = parent.identity.name
        notes["parent_sha256"] = parent.identity.sha256.hex
        notes["labels"] = "\(labels.examples.count)"
        notes["labels_sha256"] = labels.digest.hex
        notes["fine_tune_seed"] = "\(configuration.seed)"
        notes["fine_tune_blend"] = "\(blend)"
        notes["fine_tune_log_loss"] = "\(verdict.lossBefore) before, \(verdict.lossAfter) after"
        notes["fine_tune_kernels"] = Kernels.best.name
        return notes
    }
}
