import NeuralNetwork
import Recognition

/// One fine-tune cycle: from labelled pictures to a candidate, and what the gate says of it.
///
/// The labels that are new to the parent are cut into folds by their hashes. For each fold a network is fine-tuned on
/// all other labels and asked about the fold, so that every new label testifies once, by a network that has not learned
/// from it. Labels that the parent or an ancestor has learned from are learned from again, and say nothing. How far to go
/// from the parent's weights to the fine-tuned ones is chosen for each fold by the other folds, so that the choice does
/// not testify for itself. The candidate is then made the same way from all labels.
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
        /// The labels that are read as another digit than before, by their place: the parent's reading, and that of the
        /// network that had not learned from it.
        public var changes: [(index: Int, before: Gate.Testimony, after: Gate.Testimony)]
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
    ///   - labels: what people have labelled; at least two of them new to the parent.
    ///   - samples: the sample pictures that ship.
    ///   - doubted: the labels that were left out as they looked wrong.
    ///   - looks: how often a gain of this parent has been looked for, this time counted (``Gate/looks``).
    ///   - progress: told what share of the work is done, 0 to 1.
    public func run(
        on labels: LabelFolder,
        samples: LabeledImages,
        doubted: [DoubtedLabel] = [],
        looks: Int = 1,
        progress: (Double) -> Void = { _ in }
    ) throws(ArchitectureError) -> Outcome {
        let fresh = newLabels(labels)
        precondition(fresh.count >= 2, "\(fresh.count) new labels")
        let images = labels.images
        let asked = images.subset(fresh)
        // Those that lie there still since an earlier cycle are counted already.
        let counted = LabelNotes(FineTuneProvenance.doubted(by: parent).map(\.note))
        let doubted = doubted.filter { !counted.contains($0.note) }
        let folds = foldOfEach(labels, fresh)
        let rehearsal = rehearsal()
        let foldCount = folds.compactMap(\.self).max()! + 1
        let fits = Double(foldCount + 1)

        var testimonies = [[Gate.Testimony]](
            repeating: [Gate.Testimony](repeating: .init(loss: 0, isRight: false), count: images.count),
            count: configuration.blends.count
        )
        try crossFit(images, folds, rehearsal, epochs: configuration.epochs) { tuned, fold, asked in
            for (place, blend) in configuration.blends.enumerated() {
                let readings = testify(self.blend(tuned, blend), on: images.subset(asked))
                for (index, testimony) in zip(asked, readings) { testimonies[place][index] = testimony }
            }
        } progress: {
            progress($0 * Double(foldCount) / fits)
        }
        let before = testify(parent.network, on: asked)
        let chosen = (0..<foldCount).map { fold in
            bestBlend(testimonies, among: fresh.filter { folds[$0] != fold })
        }
        let after = fresh.map { testimonies[chosen[folds[$0]!]][$0] }
        let blend = configuration.blends[bestBlend(testimonies, among: fresh)]
        let tuned = try fit(images, rehearsal, epochs: configuration.epochs) {
            progress((Double(foldCount) + $0) / fits)
        }
        let network = self.blend(tuned, blend)

        let sampleComparison = compare(network, on: samples)
        let drawn = DrawnDigits.images(
            count: configuration.regressionDigits,
            seed: Self.regressionSeed,
            threads: configuration.threads
        )
        var regression = compare(network, on: drawn)
        let drawnSHA256 = FineTuneProvenance.hash(of: drawn)
        if let best = FineTuneProvenance.bestRegression(of: parent, on: drawnSHA256) {
            regression.best = max(regression.best, best)
        }
        let gate = Gate(level: configuration.level, regressionLoss: configuration.regressionLoss, looks: looks)
        let verdict = gate.judge(
            before: before,
            after: after,
            labels: asked.labels.map(Int.init),
            samples: sampleComparison,
            regression: regression,
            seed: Xoshiro256.seed(configuration.seed, 3)
        )
        let heat = heat(network, on: drawn)
        return Outcome(
            candidate: ModelFile(
                network: network,
                metadata: metadata(
                    labels,
                    blend,
                    verdict,
                    evidence: evidence(after, heat: heat, doubted: doubted.map(\.confidence)),
                    heat: heat,
                    doubted: doubted,
                    rehearsalSHA256: rehearsal.sha256,
                    bestRegression: .init(right: max(regression.best, regression.after), sha256: drawnSHA256)
                )
            ),
            verdict: verdict,
            blend: blend,
            perDigit: perDigit(asked, before, after),
            samples: sampleComparison,
            regression: regression,
            changes: fresh.indices.filter { before[$0].digit != after[$0].digit }.map {
                (fresh[$0], before[$0], after[$0])
            }
        )
    }

    /// Fine-tunes once a fold, without it, and hands each network out with the fold's places.
    private func crossFit(
        _ images: LabeledImages,
        _ folds: [Int?],
        _ rehearsal: Rehearsal,
        epochs: Int,
        judge: (_ tuned: Network, _ fold: Int, _ asked: [Int]) -> Void,
        progress: (Double) -> Void
    ) throws(ArchitectureError) {
        let count = (folds.compactMap(\.self).max() ?? 0) + 1
        for fold in 0..<count {
            let learned = images.subset(folds.indices.filter { folds[$0] != fold })
            let tuned = try fit(learned, rehearsal, epochs: epochs) { progress((Double(fold) + $0) / Double(count)) }
            judge(tuned, fold, folds.indices.filter { folds[$0] == fold })
        }
    }

    /// The labels that look wrong: places in the labels, in order, with what they were read as.
    ///
    /// The parent contradicts them, and so do networks that have learned from the other labels; a way of writing that
    /// is merely new is read better by these.
    ///
    /// - Parameter progress: told what share of the work is done, 0 to 1.
    public func suspects(
        among labels: LabelFolder,
        progress: (Double) -> Void = { _ in }
    ) throws(ArchitectureError) -> [LabelAudit.Suspect] {
        let fresh = newLabels(labels)
        guard fresh.count >= 2 else { return [] }
        let images = labels.images
        var after = [[Float]](repeating: [], count: images.count)
        let folds = foldOfEach(labels, fresh)
        try crossFit(images, folds, rehearsal(), epochs: configuration.auditEpochs) { tuned, _, asked in
            let network = self.blend(tuned, configuration.auditBlend)
            for (index, reading) in zip(asked, probabilities(network, on: images.subset(asked))) {
                after[index] = reading
            }
        } progress: {
            progress($0)
        }
        let asked = images.subset(fresh)
        return LabelAudit.suspects(
            labels: asked.labels.map(Int.init),
            before: probabilities(parent.network, on: asked),
            after: fresh.map { after[$0] }
        ).map { LabelAudit.Suspect(index: fresh[$0.index], reason: $0.reason, confidence: $0.confidence) }
    }

    /// The places of the labels that neither the parent nor an ancestor has learned from.
    public func newLabels(_ labels: LabelFolder) -> [Int] {
        let learned = LabelNotes(FineTuneProvenance.learned(by: parent))
        return labels.examples.indices.filter { !learned.contains(LabelNote(labels.examples[$0])) }
    }

    /// How many of them have not been left out as doubtful before.
    func newAndUndoubted(_ labels: LabelFolder) -> Int {
        let doubted = LabelNotes(FineTuneProvenance.doubted(by: parent).map(\.note))
        return newLabels(labels).count { !doubted.contains(LabelNote(labels.examples[$0])) }
    }

    /// What a network reads in pictures, looking and calibrated as the parent is.
    private func probabilities(_ network: Network, on images: LabeledImages) -> [[Float]] {
        let loss = network.architecture.loss
        return network.looks(at: images, as: parent.looking, threads: configuration.threads).map {
            Loss.softmax(loss.logits($0.mean), temperature: parent.temperature)
        }
    }

    /// The seed of the drawn digits that only the gate sees.
    static let regressionSeed: UInt64 = 0x6761_7465

    /// Folds of the new labels by hash, dealt out digit by digit, so that each has its share of every digit; the others
    /// are in none.
    private func foldOfEach(_ labels: LabelFolder, _ fresh: [Int]) -> [Int?] {
        var dealt = [Int](repeating: 0, count: 10)
        let count = fresh.count
        let wanted = count < configuration.manyLabels ? configuration.folds : configuration.foldsOfMany
        let folds = min(max(wanted, 2), count)
        var result = [Int?](repeating: nil, count: labels.examples.count)
        for place in fresh {
            let label = labels.examples[place].label
            result[place] = (dealt[label] + label) % folds
            dealt[label] += 1
        }
        return result
    }

    // MARK: - Learning

    /// Fine-tunes the parent on labels, with drawn digits on which it is asked to answer as the parent does, and
    /// pictures that show no digit.
    private func fit(
        _ labels: LabeledImages,
        _ rehearsal: Rehearsal,
        epochs: Int,
        progress: (Double) -> Void
    ) throws(ArchitectureError) -> Network {
        guard labels.count > 0 else { return parent.network }
        var recipe = Recipe(
            name: "fine-tune",
            layers: parent.network.architecture.layers.map(\.description),
            epochs: epochs
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
        recipe.distillation = Recipe.Distillation(teachers: [parent.identity.name], share: 1, temperature: 1)
        let trainer = try Trainer(
            recipe: recipe,
            sources: sources(labels, rehearsal),
            heldOut: LabeledImages(),
            seed: configuration.seed,
            initial: parent.network,
            pull: configuration.pull,
            teachers: [parent.network],
            threads: configuration.threads
        )
        do {
            while !trainer.isFinished {
                try trainer.runEpoch { progress(Double($0.step) / Double(max($0.steps, 1))) }
            }
        } catch {
            // At this rate only where the parent's own numbers are near the end of their range: nothing is learned.
            return parent.network
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
        zip(probabilities(network, on: images), images.labels).map { probabilities, label in
            let digit = probabilities.indexOfLargest
            return Gate.Testimony(
                loss: -Double(max(probabilities[Int(label)], 1e-7)).logarithm,
                isRight: digit == Int(label),
                confidence: probabilities[digit],
                digit: digit,
                probabilities: probabilities
            )
        }
    }

    /// The blend to take, judged by these labels: the one nearest to the parent that has most of the gain there is to
    /// be had, since every step away from the parent costs some of what it knew.
    ///
    /// Gains are bounded as the gate bounds them; and as it asks for it, the mean log loss must fall as it is.
    private func bestBlend(_ testimonies: [[Gate.Testimony]], among labels: [Int]) -> Int {
        let gains = testimonies.map { blend in
            let gains = labels.map { testimonies[0][$0].loss - blend[$0].loss }
            return gains.reduce(0, +) > 0 ? gains.reduce(0) { $0 + Gate.bounded($1) } : 0
        }
        let wanted = (gains.max() ?? 0) * configuration.shareOfGain
        return gains.firstIndex { $0 >= wanted } ?? 0
    }

    private func compare(_ network: Network, on images: LabeledImages) -> Gate.Comparison {
        let before = testify(parent.network, on: images).map(\.isRight)
        let after = testify(network, on: images).map(\.isRight)
        return Gate.Comparison(
            images: images.count,
            before: before.count { $0 },
            after: after.count { $0 },
            lost: zip(before, after).count { $0 && !$1 }
        )
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
}
