import Testing

@testable import NeuralNetwork

@Suite("Training sessions")
struct TrainingSessionTests {
    private let input = Shape(height: 6, width: 6, channels: 1)

    private func network(seed: UInt64 = 3) throws -> Network {
        let words = [
            "conv 8 3x3 pad 1", "batchnorm", "relu", "conv 9 3x3 pad 1", "maxpool", "dropout 0.2", "dense 12", "tanh",
            "dense 10",
        ]
        return Network(
            architecture: try Architecture(input: input, parsing: words, loss: .softmaxCrossEntropy),
            seed: seed
        )
    }

    private func trained(threads: Int, optimizer: (Int) -> any Optimizer) throws -> (cost: Double, [UInt32]) {
        let batch = TinyBatch(count: 11, shape: input)
        let session = TrainingSession(try network(), chunk: 2, threads: threads, seed: 4)
        let optimizer = optimizer(session.parameters.count)
        var cost = 0.0
        for _ in 0..<4 {
            cost = session.step(count: batch.count, rate: 0.05, optimizer: optimizer, fill: batch.fill).cost
        }
        return (cost, session.parameters.values.map(\.bitPattern))
    }

    @Test func resultIsTheSameToTheLastBitForAnyNumberOfThreads() throws {
        for make: (Int) -> any Optimizer in [{ SGD(count: $0) }, { Adam(count: $0, decay: 0.01) }] {
            let alone = try trained(threads: 1, optimizer: make)
            for threads in [2, 3, 8] {
                let shared = try trained(threads: threads, optimizer: make)
                #expect(shared == alone, "\(threads) threads")
            }
        }
    }

    /// Dropout among the layers would tell two steps apart.
    @Test func lookingAtTheGradientsChangesNothing() throws {
        let batch = TinyBatch(count: 5, shape: input)
        let session = TrainingSession(try network(), chunk: 2, threads: 2, seed: 4)
        let first = session.gradients(count: 5, fill: batch.fill)
        let second = session.gradients(count: 5, fill: batch.fill)
        #expect(first.gradients == second.gradients && first.result.cost == second.result.cost)
        session.step(count: 5, rate: 0, optimizer: SGD(count: session.parameters.count), fill: batch.fill)
        #expect(session.gradients(count: 5, fill: batch.fill).gradients != first.gradients)
    }

    @Test func sameSeedGivesTheSameParametersAndAnotherOthers() throws {
        let first = try network(seed: 3).parameters.values
        #expect(try network(seed: 3).parameters.values == first)
        #expect(try network(seed: 4).parameters.values != first)
    }

    @Test func randomStartHasTheSpreadItsLayersCallFor() throws {
        let network = Network(
            architecture: try Architecture(parsing: ["dense 100", "relu", "dense 10"], loss: .softmaxCrossEntropy),
            seed: 1
        )
        for (name, variance) in [("dense1.weight", 2.0 / 784), ("dense2.weight", 1.0 / 100)] {
            let parameter = try #require(network.layout.parameters.first { $0.name == name })
            let values = network.parameters[parameter.range]
            let found = Reference.batchStatistics(values, images: values.count, shape: Shape(vector: 1))
            #expect(abs(Double(found.mean[0])) < 4 * (variance / Double(values.count)).squareRoot())
            #expect(abs(Double(found.variance[0]) / variance - 1) < 0.15)
        }
        for parameter in network.layout.parameters where parameter.role == .bias {
            #expect(network.parameters[parameter.range] == [Float](repeating: 0, count: parameter.range.count))
        }
    }

    @Test func stepsLowerTheCostAndTheBatchIsReadRight() throws {
        let batch = TinyBatch(count: 6, shape: input)
        let optimizers: [(rate: Float, make: (Int) -> any Optimizer)] = [
            (0.2, { SGD(count: $0, momentum: 0) }), (0.02, { SGD(count: $0, nesterov: false) }),
            (0.02, { SGD(count: $0) }), (0.02, { Adam(count: $0) }),
        ]
        for (rate, make) in optimizers {
            let session = TrainingSession(try network(), chunk: 3, threads: 2, seed: 4)
            let optimizer = make(session.parameters.count)
            let first = session.step(count: batch.count, rate: rate, optimizer: optimizer, fill: batch.fill)
            var last = first
            for _ in 0..<80 {
                last = session.step(count: batch.count, rate: rate, optimizer: optimizer, fill: batch.fill)
            }
            #expect(last.cost < 0.7 * first.cost)
            #expect(last.correct == batch.count)
        }
    }

    @Test func theNetworkItStartedFromAndSnapshotsStayAsTheyAre() throws {
        let network = try network(), before = network.parameters.values
        let batch = TinyBatch(count: 4, shape: input)
        let session = TrainingSession(network, chunk: 4, threads: 1)
        let optimizer = SGD(count: session.parameters.count)
        session.step(count: 4, rate: 0.1, optimizer: optimizer, fill: batch.fill)
        let snapshot = session.snapshot(), values = snapshot.parameters.values
        session.step(count: 4, rate: 0.1, optimizer: optimizer, fill: batch.fill)
        #expect(network.parameters.values == before)
        #expect(snapshot.parameters.values == values)
        #expect(session.parameters.values != values && values != before)
    }

    @Test func goingOnFromACheckpointRepeatsTheRunItWasTakenFrom() throws {
        let batch = TinyBatch(count: 5, shape: input)
        func session(_ network: Network) -> TrainingSession {
            TrainingSession(network, chunk: 2, threads: 1, seed: 4)
        }
        let whole = session(try network()), first = Adam(count: whole.parameters.count)
        for _ in 0..<3 { whole.step(count: 5, rate: 0.01, optimizer: first, fill: batch.fill) }
        let checkpoint = whole.snapshot(), state = first.state
        for _ in 0..<3 { whole.step(count: 5, rate: 0.01, optimizer: first, fill: batch.fill) }

        let resumed = session(checkpoint), second = Adam(count: whole.parameters.count)
        second.state = state
        resumed.goOn(from: 3)
        for _ in 0..<3 { resumed.step(count: 5, rate: 0.01, optimizer: second, fill: batch.fill) }
        #expect(resumed.parameters.values == whole.parameters.values)
    }

    @Test func runningStatisticsMoveTowardsTheBatchesOwn() throws {
        let words = ["conv 2 1x1", "batchnorm", "dense 10"]
        let network = Network(
            architecture: try Architecture(input: input, parsing: words, loss: .softmaxCrossEntropy),
            seed: 2
        )
        let batch = TinyBatch(count: 5, shape: input)
        let session = TrainingSession(network, chunk: 3, threads: 1)
        let optimizer = SGD(count: session.parameters.count)
        session.step(count: 5, rate: 0, optimizer: optimizer, fill: batch.fill)
        let weights = network.parameters[0..<2]
        let shape = Shape(height: 6, width: 6, channels: 2)
        func statistics(_ images: Range<Int>) -> (mean: [Float], variance: [Float]) {
            let x = batch.pixels[images].flatMap { $0.flatMap { pixel in weights.map { $0 * pixel } } }
            return Reference.batchStatistics(x, images: images.count, shape: shape)
        }
        let chunks = [statistics(0..<3), statistics(3..<5)]
        let norm = network.layout.parameters.filter { $0.role == .statistic }
        let means = session.parameters[norm[0].range], variances = session.parameters[norm[1].range]
        for c in 0..<2 {
            let mean = 0.6 * chunks[0].mean[c] + 0.4 * chunks[1].mean[c]
            let variance = 0.6 * chunks[0].variance[c] + 0.4 * chunks[1].variance[c]
            #expect(abs(means[c] - 0.05 * mean) < 1e-6)
            #expect(abs(variances[c] - (0.95 + 0.05 * variance)) < 1e-6)
        }
    }
}
