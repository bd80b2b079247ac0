import Testing

@testable import NeuralNetwork

@Suite("Whole networks' gradients against finite differences")
struct NetworkGradientTests {
    /// A network small enough to nudge its parameters one by one.
    struct Case: Sendable, CustomTestStringConvertible {
        let layers: String
        var loss = Loss.softmaxCrossEntropy
        var input = Shape(height: 6, width: 7, channels: 1)
        /// Small where many ReLUs and maxima bend the cost, large where that leaves less of rounding.
        var step: Float = 0.01
        var testDescription: String { layers }

        func network() throws -> Network {
            let words = layers.split(separator: ", ").map(String.init)
            return Network(architecture: try Architecture(input: input, parsing: words, loss: loss), seed: 5)
        }
    }

    static let cases = [
        Case(layers: "conv 3 3x3 pad 1, batchnorm, relu, maxpool, dropout 0.3, dense 10"),
        Case(
            layers: "conv 4 3x3, relu, conv 5 2x2 pad 1, batchnorm, relu, maxpool, dense 8, batchnorm, relu, dense 10",
            step: 0.002
        ),
        Case(layers: "conv 8 3x3 pad 1, batchnorm, relu, conv 9 3x3 pad 1, relu, conv 10 3x3, relu, dense 10"),
        Case(layers: "dense 6, sigmoid, dense 5, sigmoid, dense 10, sigmoid", loss: .squaredError),
        Case(layers: "dense 7, tanh, dense 10, tanh", loss: .squaredError),
        Case(layers: "conv 3 5x5 pad 2, tanh, maxpool, conv 4 2x2, sigmoid, dense 10"),
        Case(layers: "maxpool, conv 3 2x2 pad 1, batchnorm, tanh, dense 10, sigmoid", loss: .squaredError),
        // Squashed outputs that the next layer must not overwrite: their derivative is written by them.
        Case(layers: "dense 8, sigmoid, dropout 0.4, dense 10"),
        Case(layers: "conv 3 2x2, tanh, dropout 0.4, dense 10"),
        Case(layers: "dense 8, relu, dropout 0.4, dense 10"),
        Case(layers: "dense 8, relu, dropout 0.2, sigmoid, dropout 0.2, tanh, dense 10"),
        Case(layers: "dense 8, tanh, relu, dense 10, sigmoid, tanh", loss: .squaredError),
        // No dense layer at all: the last convolution covers its whole input.
        Case(layers: "conv 4 3x3 pad 1, relu, maxpool, conv 10 3x3"),
        // Convolutions of a single pixel: of one channel, and with the border that a dense layer writes into.
        Case(
            layers: "maxpool, conv 16 3x3, relu, dense 10",
            input: Shape(height: 6, width: 6, channels: 1)
        ),
        Case(layers: "dense 6, relu, conv 5 3x3 pad 1, relu, dense 4, conv 10 3x3 pad 1"),
        Case(layers: "conv 10 6x6, tanh", loss: .squaredError, input: Shape(height: 6, width: 6, channels: 1)),
    ]

    @Test(arguments: cases)
    func gradientsMatchFiniteDifferences(_ size: Case) throws {
        let network = try size.network(), batch = TinyBatch(count: 5, shape: size.input)
        // Two chunks, of 3 and of 2 images: batch normalisation averages over each.
        let session = TrainingSession(network, chunk: 3, threads: 1, seed: 7)
        // Biases that start at 0 would hide mistakes: move everything a little.
        let nudges = randomNumbers(session.parameters.count, seed: 8)
        for parameter in network.layout.parameters where parameter.role != .statistic {
            for place in parameter.range { session.parameters[place] += 0.2 * nudges[place] }
        }
        /// The mean cost and the gradient, always with the dropout of the same step.
        func evaluate() -> (cost: Double, gradient: [Float]) {
            session.goOn(from: 0)
            let (result, gradients) = session.gradients(count: batch.count, fill: batch.fill)
            return (result.cost / Double(batch.count), gradients)
        }
        let gradient = evaluate().gradient
        var compared = 0, kinks = 0
        for parameter in network.layout.parameters where parameter.role != .statistic {
            let stride = max(1, parameter.range.count / 16)
            let comparison = GradientComparison(
                gradient: gradient,
                places: parameter.range.striding(by: stride),
                step: size.step,
                noise: 2e-6
            ) { place, change in
                let before = session.parameters[place]
                defer { session.parameters[place] = before }
                session.parameters[place] = before + change
                return evaluate().cost
            }
            #expect(comparison.wrong.isEmpty, "\(parameter.name): \(comparison)")
            compared += comparison.compared
            kinks += comparison.kinks
        }
        #expect(kinks * 8 <= compared, "\(kinks) kinks beside \(compared) comparisons")
    }

    /// An image's outputs are the same whichever others go through the layers with it.
    @Test(arguments: cases)
    func anImageReadsTheSameAloneAndAmongOthers(_ size: Case) throws {
        let network = try size.network(), count = 15
        let images = (0..<count).map { image in
            randomNumbers(size.input.count, seed: UInt64(20 + image)).map { UInt8(min(abs($0), 1) * 255) }
        }
        for kernels in Kernels.all {
            let alone = InferenceSession(network, chunk: 1, kernels: kernels).outputs(images)
            let together = InferenceSession(network, chunk: count, kernels: kernels).outputs(images)
            #expect(together == alone, "\(kernels.name)")
        }
    }

    @Test(arguments: cases)
    func everyInstructionSetGivesTheSameGradients(_ size: Case) throws {
        let network = try size.network(), batch = TinyBatch(count: 5, shape: size.input)
        let results = Kernels.all.map { kernels in
            TrainingSession(network, chunk: 3, threads: 1, seed: 7, kernels: kernels)
                .gradients(count: batch.count, fill: batch.fill)
        }
        for other in results.dropFirst() {
            #expect(abs(other.result.cost - results[0].result.cost) < 1e-5)
            #expect(largestDifference(other.gradients, results[0].gradients) < 1e-5)
        }
    }
}

extension Range<Int> {
    fileprivate func striding(by step: Int) -> StrideTo<Int> {
        stride(from: lowerBound, to: upperBound, by: step)
    }
}
