import Dispatch
import Synchronization

/// Makes a network better, one mini-batch at a time.
///
/// A batch is cut into chunks of a fixed number of images. Each chunk goes forward and backward by itself, with
/// gradients (and batch statistics) of its own, and the gradients are added up in the order of the chunks: so the
/// result is the same to the last bit however many threads share the work.
public final class TrainingSession {
    /// The architecture being trained.
    public let architecture: Architecture
    /// The parameters as they are now.
    public let parameters: FloatBuffer
    /// Images a chunk has.
    public let chunk: Int
    /// Threads that share the chunks.
    public let threads: Int

    private let layers: [any Layer]
    private let layout: ParameterLayout
    private let kernels: Kernels
    private let prepared: PreparedWeights
    private var chunks: [Chunk] = []
    private let lanes: [Lane]
    private let seed: UInt64
    private var steps: UInt64 = 0

    /// The share of a batch's statistics that enters the running averages.
    static let statisticsMomentum: Float = 0.05

    /// A session that starts from `network`, which stays as it is.
    ///
    /// - Parameters:
    ///   - chunk: images that go through the layers together, and over which batch normalisation averages.
    ///   - threads: how many threads share the chunks; the result does not depend on it.
    ///   - seed: of dropout.
    public init(
        _ network: Network,
        chunk: Int = 32,
        threads: Int = 2,
        seed: UInt64 = 0,
        kernels: Kernels = .best
    ) {
        precondition(chunk > 0 && threads > 0)
        architecture = network.architecture
        parameters = FloatBuffer(copying: network.parameters)
        layers = network.layers
        layout = network.layout
        self.chunk = chunk
        self.threads = threads
        self.kernels = kernels
        self.seed = seed
        prepared = PreparedWeights(count: parameters.count, training: true)
        let layers = layers
        lanes = (0..<threads).map { _ in Lane(layers: layers, input: network.architecture.input, capacity: chunk) }
    }

    /// A copy of the network as it is now.
    public func snapshot() -> Network {
        Network(architecture: architecture, parameters: FloatBuffer(copying: parameters))
    }

    /// Counts on from `step` steps already taken, when going on from a checkpoint.
    public func goOn(from step: Int) {
        steps = UInt64(step)
    }

    /// The summed cost of a batch and how many of it were read right.
    public struct BatchResult: Sendable {
        /// Sum of the images' costs.
        public var cost: Double = 0
        /// Images whose largest output was the largest target; those without a target, whose evidence was below 0.
        public var correct = 0
    }

    /// Writes image `index` of the batch: its 784 pixels (0 paper, 1 ink) and its ten targets. Called on any thread.
    public typealias Fill =
        @Sendable (
            _ index: Int, _ pixels: inout MutableSpan<Float>, _ targets: inout MutableSpan<Float>
        ) -> Void

    /// One step: forward, backward, and a change of all parameters against the gradient of the batch's mean cost.
    @discardableResult
    public func step(count: Int, rate: Float, optimizer: any Optimizer, fill: Fill) -> BatchResult {
        let result = computeGradients(count: count, fill: fill)
        steps += 1
        optimizer.begin(rate: rate)
        let gradients = chunks[0].gradients
        let pieces = pieces()
        nonisolated(unsafe) let session = self
        perform(pieces.count) { index in
            let (range, role) = pieces[index]
            for other in session.chunks[1..<session.chunkCount(of: count)] {
                session.kernels.add(other.gradients.slice(range), to: gradients.slice(range))
            }
            if role == .statistic {
                session.kernels.blend(
                    gradients.slice(range),
                    into: session.parameters.slice(range),
                    factor: Self.statisticsMomentum
                )
            } else {
                optimizer.update(
                    session.parameters,
                    gradients: gradients,
                    range: range,
                    role: role,
                    kernels: session.kernels
                )
            }
        }
        return result
    }

    /// Costs and gradients of a batch without changing anything: what ``step`` starts with, and what the gradient
    /// check looks at.
    public func gradients(count: Int, fill: Fill) -> (result: BatchResult, gradients: [Float]) {
        let result = computeGradients(count: count, fill: fill)
        let sum = FloatBuffer(copying: chunks[0].gradients)
        let all = 0..<sum.count
        for other in chunks[1..<chunkCount(of: count)] { kernels.add(other.gradients.slice(all), to: sum.slice(all)) }
        return (result, sum.values)
    }

    private func chunkCount(of count: Int) -> Int { (count + chunk - 1) / chunk }

    private func computeGradients(count: Int, fill: Fill) -> BatchResult {
        precondition(count > 0)
        let needed = chunkCount(of: count)
        while chunks.count < needed { chunks.append(Chunk(gradients: FloatBuffer(count: parameters.count))) }
        nonisolated(unsafe) let session = self
        perform(layers.count) { index in
            session.layers[index].prepare(session.prepared, parameters: session.parameters, kernels: session.kernels)
        }
        perform(threads) { lane in
            for index in stride(from: lane, to: needed, by: session.threads) {
                let start = index * session.chunk
                session.run(
                    session.chunks[index],
                    index: index,
                    images: start..<min(start + session.chunk, count),
                    of: count,
                    lane: session.lanes[lane],
                    fill: fill
                )
            }
        }
        return chunks[0..<needed].reduce(into: BatchResult()) { sum, chunk in
            sum.cost += chunk.result.cost
            sum.correct += chunk.result.correct
        }
    }

    /// Calls `body` with 0 ..< count, on as many threads as the session has.
    private func perform(_ count: Int, _ body: @Sendable (Int) -> Void) {
        let threads = min(threads, count)
        guard threads > 1 else { return (0..<count).forEach(body) }
        // Whoever is free takes the next: they differ in work.
        let next = Atomic(0)
        DispatchQueue.concurrentPerform(iterations: threads) { _ in
            while true {
                let index = next.add(1, ordering: .relaxed).oldValue
                guard index < count else { break }
                body(index)
            }
        }
    }

    /// The parameters cut into pieces that threads can take, each of one role.
    private func pieces() -> [(Range<Int>, Parameter.Role)] {
        let size = 32_768
        return layout.runs.flatMap { run in
            stride(from: run.range.lowerBound, to: run.range.upperBound, by: size).map { start in
                (start..<min(start + size, run.range.upperBound), run.role)
            }
        }
    }

    /// One chunk forward and backward: fills `chunk.gradients` and `chunk.result`.
    private func run(
        _ chunk: Chunk,
        index: Int,
        images: Range<Int>,
        of count: Int,
        lane: Lane,
        fill: Fill
    ) {
        chunk.gradients.clear()
        chunk.result = BatchResult()
        for (place, image) in images.enumerated() {
            lane.pixels.withMutableSpan(0..<lane.pixels.count) { pixels in
                lane.targets.withMutableSpan(place * 10..<place * 10 + 10) { targets in
                    fill(image, &pixels, &targets)
                }
            }
            lane.stack.values[0].write(image: place, lane.pixels)
        }
        let pass = Pass(
            images: images.count,
            kernels: kernels,
            parameters: parameters,
            prepared: prepared,
            workspace: lane.workspace,
            training: .init(
                gradients: chunk.gradients,
                scratch: lane.scratch[0],
                chunkShare: Float(images.count) / Float(count),
                seed: Xoshiro256.seed(seed, steps, UInt64(index))
            )
        )
        forward(lane, pass: pass)
        for place in images.indices.map({ $0 - images.lowerBound }) {
            cost(of: place, lane: lane, scale: 1 / Float(count), into: &chunk.result)
        }
        backward(lane, pass: pass)
    }

    private func forward(_ lane: Lane, pass: Pass) {
        var index = 0
        while index < layers.count {
            let fuses = layers.fusesReLU(at: index)
            let x = lane.stack.values[index], y = lane.stack.values[index + 1]
            if layers[index].isInPlace, x !== y { y.copy(from: x, images: pass.images) }
            layers[index].forward(
                x,
                into: y,
                pass: lane.pass(pass, layer: index, fusesReLU: fuses)
            )
            index += fuses ? 2 : 1
        }
    }

    private func cost(of place: Int, lane: Lane, scale: Float, into result: inout BatchResult) {
        let last = layers.count
        let outputs = lane.stack.values[last].read(image: place)
        guard let gradient = lane.stack.gradients[last] else { preconditionFailure("no gradient of the outputs") }
        let targets = lane.targets[place * 10..<place * 10 + 10]
        var slopes = [Float](repeating: 0, count: outputs.count)
        var span = slopes.mutableSpan
        result.cost += Double(
            architecture.loss.cost(outputs: outputs, targets: targets.span, scale: scale, gradient: &span)
        )
        // The last layer may be a convolution, which wants a border around its gradient.
        gradient.write(image: place, slopes.span)
        // What is no digit has no target; it counts where nothing speaks for a digit.
        let isDigit = targets.contains { $0 > 0 }
        let isRight = isDigit ? outputs.indexOfLargest == targets.indexOfLargest : Loss.evidence(outputs) < 0
        if isRight { result.correct += 1 }
    }

    private func backward(_ lane: Lane, pass: Pass) {
        let stack = lane.stack
        for index in layers.indices.reversed() {
            guard let outputGradient = stack.gradients[index + 1] else { preconditionFailure("no gradient to pass on") }
            let flat = layers[index] is Dense ? stack.flatGradients[index] : nil
            layers[index].backward(
                x: stack.values[index],
                y: stack.values[index + 1],
                outputGradient: outputGradient,
                inputGradient: flat ?? stack.gradients[index],
                pass: lane.pass(pass, layer: index, fusesReLU: false)
            )
            guard let inputGradient = stack.gradients[index] else { continue }
            if let flat {
                inputGradient.copy(from: flat, images: pass.images)
            } else if layers[index].isInPlace, inputGradient !== outputGradient {
                inputGradient.copy(from: outputGradient, images: pass.images)
            }
        }
    }
}

/// What one chunk of a batch leaves behind.
private final class Chunk {
    let gradients: FloatBuffer
    var result = TrainingSession.BatchResult()

    init(gradients: FloatBuffer) {
        self.gradients = gradients
    }
}

/// What one thread works with.
private final class Lane {
    let stack: ActivationStack
    let scratch: [FloatSlice]
    let workspace: FloatBuffer
    let pixels: FloatBuffer
    let targets: FloatBuffer

    init(layers: [any Layer], input: Shape, capacity: Int) {
        stack = ActivationStack(layers: layers, input: input, capacity: capacity, training: true)
        scratch = layers.map { layer in
            let count = layer.scratchCount(images: capacity)
            return FloatBuffer(count: count).slice(0..<count)
        }
        workspace = layers.workspace(training: true)
        pixels = FloatBuffer(count: input.count)
        targets = FloatBuffer(count: capacity * 10)
    }

    /// The pass as one layer sees it.
    func pass(_ pass: Pass, layer: Int, fusesReLU: Bool) -> Pass {
        var own = pass
        own.fusesReLU = fusesReLU
        own.training?.scratch = scratch[layer]
        own.training?.seed = Xoshiro256.seed(pass.training?.seed ?? 0, UInt64(layer))
        return own
    }
}

extension Collection where Element: Comparable, Index == Int {
    /// The place of the largest element, the first of several.
    public var indexOfLargest: Int {
        indices.dropFirst().reduce(startIndex) { self[$1] > self[$0] ? $1 : $0 }
    }
}
