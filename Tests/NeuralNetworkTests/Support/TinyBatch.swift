@testable import NeuralNetwork

/// A few random images with soft targets, to train small networks on.
struct TinyBatch: Sendable {
    let count: Int
    let pixels: [[Float]]
    let targets: [[Float]]

    /// `count` images for networks of input `shape`.
    init(count: Int, shape: Shape, seed: UInt64 = 1) {
        self.count = count
        pixels = (0..<count).map { randomNumbers(shape.count, seed: seed + UInt64($0)).map { abs($0) } }
        targets = (0..<count).map { image in
            var targets = [Float](repeating: 0.02, count: 10)
            targets[(image * 3 + 1) % 10] = 0.82
            return targets
        }
    }

    /// Hands image `index` to a ``TrainingSession``.
    func fill(_ index: Int, _ pixels: inout MutableSpan<Float>, _ targets: inout MutableSpan<Float>) {
        for place in pixels.indices { pixels[place] = self.pixels[index][place] }
        for place in targets.indices { targets[place] = self.targets[index][place] }
    }
}
