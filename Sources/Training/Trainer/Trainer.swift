import Dispatch
import NeuralNetwork
import Recognition

/// Trains a network as a ``Recipe`` says, from random weights or from those of another.
///
/// Everything random is drawn from the seed by place (epoch, picture), so a run can be repeated, stopped and continued,
/// and shared among any number of threads, with the same result to the last bit on the same kernels of the same
/// ``Kernels/arithmetic``.
public final class Trainer {
    /// The recipe.
    public let recipe: Recipe
    /// The seed everything random comes from.
    public let seed: UInt64

    private let session: TrainingSession
    private let optimizer: any Optimizer
    private let averaged: FloatBuffer
    private let initial: FloatBuffer
    private let pull: Float
    private let teachers: [Network]
    private let sources: [Source]
    private let heldOut: LabeledImages
    private let preparer: BatchPreparer
    private let kernels: Kernels
    private let threads: Int
    private lazy var material = materialSHA256()
    private var epoch = 0
    private var stepsDone = 0

    /// What each epoch done came to.
    public private(set) var history: [EpochFigures] = []

    /// Pictures to learn from, and how many of them an epoch shows.
    public struct Source: Sendable {
        /// The pictures.
        public let images: LabeledImages
        /// How many an epoch shows, all of them by default; more than there are shows some again.
        public let perEpoch: Int
        /// Whether the teacher of the recipe's distillation, if any, is asked about them.
        public let asksTeacher: Bool
        /// Whether they show no digit; their labels say nothing then.
        public let areOutliers: Bool

        /// A source; every picture is shown once an epoch unless `perEpoch` says otherwise.
        public init(
            _ images: LabeledImages,
            perEpoch: Int? = nil,
            asksTeacher: Bool = true,
            areOutliers: Bool = false
        ) {
            self.images = images
            self.perEpoch = perEpoch ?? images.count
            self.asksTeacher = asksTeacher
            self.areOutliers = areOutliers
        }

        /// The source without pictures of these contents: as many fewer are shown.
        func without(_ contents: Set<[UInt8]>) -> Source {
            let kept = (0..<images.count).filter { !contents.contains(images.image($0)) }
            guard kept.count < images.count else { return self }
            return Source(
                images.subset(kept),
                perEpoch: perEpoch == images.count ? kept.count : min(perEpoch, kept.count),
                asksTeacher: asksTeacher,
                areOutliers: areOutliers
            )
        }
    }

    /// A training that has not begun.
    ///
    /// - Parameters:
    ///   - sources: what to learn from; none may be empty.
    ///   - heldOut: what to report on.
    ///   - initial: the network to start from instead of random weights.
    ///   - pull: how strongly the weights are drawn back to the initial ones `w⁰`: after each step at rate `η`,
    ///     `w ← w + η · pull · (w⁰ − w)` (L2-SP of Li, Grandvalet and Davoine, 2018, apart from the gradient as in AdamW).
    ///   - teachers: the models of the recipe's distillation.
    public init(
        recipe: Recipe,
        sources: [Source],
        heldOut: LabeledImages,
        seed: UInt64,
        initial: Network? = nil,
        pull: Float = 0,
        teachers: [Network] = [],
        threads: Int = 2,
        kernels: Kernels = .best
    ) throws(ArchitectureError) {
        precondition(!sources.isEmpty && sources.allSatisfy { $0.images.count > 0 }, "nothing to learn from")
        let architecture = try recipe.architecture()
        let start = initial ?? Network(architecture: architecture, seed: Xoshiro256.seed(seed, 1))
        self.recipe = recipe
        self.seed = seed
        self.sources = sources
        self.heldOut = heldOut
        self.kernels = kernels
        self.threads = threads
        session = TrainingSession(
            start,
            chunk: recipe.chunk,
            threads: threads,
            seed: Xoshiro256.seed(seed, 2),
            kernels: kernels
        )
        averaged = FloatBuffer(copying: session.parameters)
        self.initial = FloatBuffer(copying: session.parameters)
        self.pull = pull
        self.teachers = teachers
        let settings = recipe.optimizer
        let count = session.parameters.count
        optimizer =
            settings.kind == "adam"
            ? Adam(count: count, decay: settings.decay)
            : SGD(count: count, momentum: settings.momentum, decay: settings.decay)
        preparer = BatchPreparer(recipe: recipe, teachers: teachers, threads: threads, kernels: kernels)
    }

    /// Pictures an epoch shows.
    ///
    /// Where pictures are normalised over their chunk and the last chunk would be of one, it is left out: alone, every
    /// number of a layer of one pixel is its own mean, so nothing is learned, and the running variance falls.
    public var imagesPerEpoch: Int {
        let count = sources.reduce(0) { $0 + $1.perEpoch }
        let isAlone = count % recipe.batch % recipe.chunk == 1 && count > 1 && session.architecture.normalizesBatches
        return isAlone ? count - 1 : count
    }

    /// Steps of the whole training.
    public var steps: Int { recipe.epochs * stepsPerEpoch }

    private var stepsPerEpoch: Int { (imagesPerEpoch + recipe.batch - 1) / recipe.batch }

    /// Whether all epochs are done.
    public var isFinished: Bool { epoch >= recipe.epochs }

    /// The network as it would be used now: the averaged weights where the recipe averages.
    public func network() -> Network {
        let parameters = recipe.averaging > 0 ? averaged : session.parameters
        return Network(architecture: session.architecture, parameters: FloatBuffer(copying: parameters))
    }

    /// Trains one epoch.
    ///
    /// - Parameter report: called now and then, and at the end of the epoch with the figures on held-out pictures.
    /// - Throws: where the cost is no number any more; nothing can be learned from there on.
    public func runEpoch(report: (TrainingProgress) -> Void = { _ in }) throws(TrainingDivergence) {
        precondition(!isFinished)
        let order = order(of: epoch)
        let clock = ContinuousClock(), began = clock.now
        var cost = 0.0, correct = 0, seen = 0
        func progress(heldOut: TrainingProgress.HeldOut?) -> TrainingProgress {
            let speed = Double(seen) / max(seconds(clock.now - began), 1e-9)
            let left = (recipe.epochs - epoch) * imagesPerEpoch - seen
            return TrainingProgress(
                epoch: epoch + 1,
                epochs: recipe.epochs,
                step: stepsDone,
                steps: steps,
                loss: cost / Double(max(seen, 1)),
                accuracy: Double(correct) / Double(max(seen, 1)),
                heldOut: heldOut,
                imagesPerSecond: speed,
                secondsLeft: Double(left) / max(speed, 1e-9)
            )
        }
        for start in stride(from: 0, to: order.count, by: recipe.batch) {
            let batch = order[start..<min(start + recipe.batch, order.count)]
            let result = step(Array(batch), firstPlace: start)
            cost += result.cost
            correct += result.correct
            seen += batch.count
            guard cost.isFinite else { throw TrainingDivergence(epoch: epoch + 1, peak: recipe.schedule.peak) }
            if stepsDone % 20 == 0 { report(progress(heldOut: nil)) }
        }
        guard session.parameters.values.allSatisfy(\.isFinite) else {
            throw TrainingDivergence(epoch: epoch + 1, peak: recipe.schedule.peak)
        }
        let figures = heldOut.count > 0 ? evaluateHeldOut() : nil
        let last = progress(heldOut: figures)
        report(last)
        history.append(last.figures)
        epoch += 1
    }

    private func seconds(_ duration: Duration) -> Double {
        Double(duration.components.seconds) + Double(duration.components.attoseconds) * 1e-18
    }

    private func step(_ batch: [Picture], firstPlace: Int) -> TrainingSession.BatchResult {
        let seeds = Xoshiro256.seed(seed, 4, UInt64(epoch))
        let progress = Float(stepsDone) / Float(max(steps, 1))
        preparer.prepare(count: batch.count, augmentation: recipe.augmentation.eased(at: progress)) { [sources] index in
            let picture = batch[index]
            let source = sources[picture.source]
            return BatchPreparer.Picture(
                images: source.images,
                index: picture.index,
                seed: Xoshiro256.seed(seeds, UInt64(firstPlace + index)),
                asksTeacher: source.asksTeacher,
                isOutlier: source.areOutliers
            )
        }
        let rate = recipe.schedule.rate(at: progress)
        let result = session.step(count: batch.count, rate: rate, optimizer: optimizer, fill: preparer.fill)
        stepsDone += 1
        if pull > 0 { kernels.blend(initial, into: session.parameters, factor: min(rate * pull, 1)) }
        if recipe.averaging > 0 {
            // Early on the average follows closely, so that it does not drag the random start along.
            let factor = max(recipe.averaging, 1 / Float(1 + stepsDone / 10))
            kernels.blend(session.parameters, into: averaged, factor: factor)
        }
        return result
    }

    private struct Picture {
        let source: Int
        let index: Int
    }

    /// The pictures of one epoch in the order they are shown.
    private func order(of epoch: Int) -> [Picture] {
        var generator = Xoshiro256(seed: Xoshiro256.seed(seed, 3, UInt64(epoch)))
        var pictures: [Picture] = []
        for (place, source) in sources.enumerated() {
            var left = source.perEpoch
            while left > 0 {
                let all = Array(0..<source.images.count).shuffled(using: &generator)
                pictures += all.prefix(left).map { Picture(source: place, index: $0) }
                left -= all.count
            }
        }
        return Array(pictures.shuffled(using: &generator).prefix(imagesPerEpoch))
    }

    private func evaluateHeldOut() -> TrainingProgress.HeldOut {
        let outputs = network().outputs(for: heldOut, threads: threads, kernels: kernels)
        let loss = session.architecture.loss
        var cost = 0.0, correct = 0
        for (index, output) in outputs.enumerated() {
            let label = Int(heldOut.labels[index])
            cost += Double(loss.cost(outputs: output, label: label))
            if output.indexOfLargest == label { correct += 1 }
        }
        return .init(loss: cost / Double(heldOut.count), accuracy: Double(correct) / Double(heldOut.count))
    }
}

/// The cost of a training has grown beyond all numbers.
public struct TrainingDivergence: Error, Equatable, CustomStringConvertible {
    /// From 1.
    public let epoch: Int
    /// The recipe's highest learning rate.
    public let peak: Float

    /// One line that says what to do.
    public var description: String {
        "the training diverged in epoch \(epoch): its cost is no number any more; give the recipe a lower peak learning "
            + "rate than \(peak)"
    }
}

// MARK: - Stopping and going on

extension Trainer {
    /// All that is needed to go on later, as a safetensors file.
    public func checkpoint() -> [UInt8] {
        var tensors: [(name: String, tensor: SafeTensors.Tensor)] = []
        func add(_ name: String, _ values: [Float]) {
            tensors.append((name, SafeTensors.Tensor(shape: [values.count], values: values)))
        }
        add("parameters", session.parameters.values)
        add("averaged", averaged.values)
        let state = optimizer.state
        for (name, values) in state.buffers.sorted(by: { $0.key < $1.key }) { add("optimizer.\(name)", values) }
        return SafeTensors(
            tensors: tensors,
            metadata: [
                "format": "digitd-checkpoint-1", "recipe": recipe.json(), "seed": "\(seed)", "epoch": "\(epoch)",
                "step": "\(stepsDone)", "optimizer_steps": "\(state.steps)", "material_sha256": material,
                "kernels": kernels.name, "arithmetic": "\(Kernels.arithmetic)", "history": history.text,
            ]
        ).bytes()
    }

    /// The hash of all that bears on the training beside recipe and seed: pictures, labels, what an epoch shows of each
    /// source, what is held out, the first weights, the teacher's.
    private func materialSHA256() -> String {
        var digester = ContentHash.Digester()
        func add(_ text: String) { digester.update(Array(text.utf8).span.bytes) }
        func add(_ images: LabeledImages) {
            digester.update(images.pixels.span.bytes)
            digester.update(images.labels.span.bytes)
        }
        for source in sources {
            add("\(source.images.count) \(source.perEpoch) \(source.asksTeacher) \(source.areOutliers)\n")
            add(source.images)
        }
        add("\(heldOut.count) held out\n")
        add(heldOut)
        add("pull \(pull)\n")
        // Earlier versions showed every picture: what they began goes on only where this one does so too.
        if imagesPerEpoch < sources.reduce(0, { $0 + $1.perEpoch }) { add("\(imagesPerEpoch) an epoch\n") }
        digester.update(initial.values.span.bytes)
        for teacher in teachers { digester.update(teacher.parameters.values.span.bytes) }
        return digester.finalize().hex
    }

    private static func tensorNames(_ optimizer: any Optimizer) -> Set<String> {
        Set(["parameters", "averaged"] + optimizer.state.buffers.keys.map { "optimizer.\($0)" })
    }

    /// Takes up where a checkpoint left off.
    ///
    /// - Returns: false, with nothing changed, where the checkpoint is of another recipe, seed, data, teacher, kernels or
    ///   arithmetic, or does not add up.
    public func restore(_ bytes: [UInt8]) throws(ModelFileError) -> Bool {
        let file = try SafeTensors(bytes)
        guard file.metadata["format"] == "digitd-checkpoint-1", file.metadata["recipe"] == recipe.json(),
            file.metadata["seed"] == "\(seed)", file.metadata["material_sha256"] == material,
            file.metadata["kernels"] == kernels.name, file.metadata["arithmetic"] == "\(Kernels.arithmetic)",
            let epoch = file.metadata["epoch"].flatMap({ Int($0) }),
            let step = file.metadata["step"].flatMap({ Int($0) }),
            let optimizerSteps = file.metadata["optimizer_steps"].flatMap({ Int($0) }),
            (0...recipe.epochs).contains(epoch), step == epoch * stepsPerEpoch, optimizerSteps >= 0,
            Set(file.tensors.map(\.name)) == Self.tensorNames(optimizer),
            file.tensors.allSatisfy({
                $0.tensor.values.count == session.parameters.count && $0.tensor.values.allSatisfy(\.isFinite)
            })
        else { return false }
        let tensors = Dictionary(
            file.tensors.map { ($0.name, $0.tensor.values) },
            uniquingKeysWith: { first, _ in first }
        )
        guard let parameters = tensors["parameters"], let average = tensors["averaged"] else { return false }
        session.parameters.copy(from: FloatBuffer(parameters))
        session.goOn(from: step)
        averaged.copy(from: FloatBuffer(average))
        var buffers: [String: [Float]] = [:]
        for (name, values) in tensors where name.hasPrefix("optimizer.") {
            buffers[String(name.dropFirst("optimizer.".count))] = values
        }
        optimizer.state = OptimizerState(steps: optimizerSteps, buffers: buffers)
        self.epoch = epoch
        stepsDone = step
        // Checkpoints of earlier versions have none.
        history = file.metadata["history"].flatMap { [EpochFigures](text: $0) } ?? []
        if history.last.map({ $0.epoch > epoch }) ?? false { history = [] }
        return true
    }
}
