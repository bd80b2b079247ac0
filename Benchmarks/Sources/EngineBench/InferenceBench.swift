import Dispatch
import NeuralNetwork

/// A batch forward through a network: pixels in, ten outputs an image out, cut between threads.
struct InferenceBench: @unchecked Sendable {
    private let sessions: [InferenceSession]
    private let shares: [Range<Int>]
    private let pixels: [Float]
    private let outputs: FloatBuffer

    init(_ network: Network, batch: Int, threads: Int) {
        sessions = (0..<threads).map { _ in InferenceSession(network) }
        shares = (0..<threads).map { batch * $0 / threads..<batch * ($0 + 1) / threads }
        pixels = Self.pixels(count: batch)
        outputs = FloatBuffer(count: batch * 10)
    }

    func run() {
        if sessions.count == 1 { return run(0) }
        DispatchQueue.concurrentPerform(iterations: sessions.count, execute: run)
    }

    private func run(_ thread: Int) {
        let first = shares[thread].lowerBound
        sessions[thread].run(count: shares[thread].count) { image, values in
            let start = (first + image) * 784
            values.withUnsafeMutableBufferPointer { values in
                _ = values.update(fromContentsOf: pixels[start..<start + 784])
            }
        } collect: { image, values in
            let start = (first + image) * 10
            outputs.withMutableSpan(start..<start + 10) { span in
                for digit in 0..<10 { span[digit] = values[digit] }
            }
        }
    }

    /// Random pictures: how long the engine takes does not depend on what is in them.
    static func pixels(count: Int) -> [Float] {
        var generator = Xoshiro256(seed: 1)
        return (0..<count * 784).map { _ in generator.nextUnitFloat() }
    }
}
