@testable import NeuralNetwork

/// `count` numbers of [-1, 1), always the same for the same seed.
func randomNumbers(_ count: Int, seed: UInt64) -> [Float] {
    var generator = Xoshiro256(seed: seed)
    return (0..<count).map { _ in generator.nextFloat(-1, 1) }
}

/// The largest distance between two numbers at the same place; infinite if the counts differ or one is NaN.
func largestDifference(_ a: [Float], _ b: [Float]) -> Float {
    guard a.count == b.count else { return .infinity }
    return zip(a, b).reduce(0) { largest, pair in
        let difference = abs(pair.0 - pair.1)
        return difference <= largest ? largest : (difference.isNaN ? .infinity : difference)
    }
}

/// How far a kernel's sum of `terms` products of numbers of [-1, 1) may lie from the exact one.
func tolerance(terms: Int) -> Float {
    1e-6 + 2e-7 * Float(terms)
}

extension Kernels {
    /// The kernels of each level that this processor can run.
    static var all: [Kernels] { Level.allCases.compactMap(Kernels.init(level:)) }
}
