import NeuralNetwork

/// One training step of a recipe's network: forward, backward, and the optimiser.
final class TrainingBench {
    /// The part of a recipe that a step depends on.
    struct Recipe: Decodable {
        struct Optimizer: Decodable {
            let momentum: Float
            let decay: Float
        }

        let layers: [String]
        let loss: String
        let chunk: Int
        let optimizer: Optimizer
    }

    private let session: TrainingSession
    private let optimizer: SGD
    private let batch: Int
    private let pixels: [Float]

    init(_ recipe: Recipe, batch: Int, threads: Int) throws {
        guard let loss = Loss(rawValue: recipe.loss) else { throw Complaint("the loss '\(recipe.loss)' is none") }
        let architecture = try Architecture(parsing: recipe.layers, loss: loss)
        session = TrainingSession(Network(architecture: architecture, seed: 1), chunk: recipe.chunk, threads: threads)
        optimizer = SGD(
            count: session.parameters.count,
            momentum: recipe.optimizer.momentum,
            decay: recipe.optimizer.decay
        )
        self.batch = batch
        pixels = InferenceBench.pixels(count: batch)
    }

    func run() {
        let pixels = pixels
        session.step(count: batch, rate: 0.001, optimizer: optimizer) { image, values, targets in
            for pixel in 0..<784 { values[pixel] = pixels[image * 784 + pixel] }
            for digit in 0..<10 { targets[digit] = digit == image % 10 ? 1 : 0 }
        }
    }
}
