import Dispatch
import NeuralNetwork

extension Network {
    /// The ten outputs for every picture of a set, on several threads.
    public func outputs(for images: LabeledImages, threads: Int = 2, kernels: Kernels = .best) -> [[Float]] {
        let results = FloatBuffer(count: images.count * 10)
        let piece = 256
        let pieces = (images.count + piece - 1) / piece
        let pool = (0..<threads).map { _ in InferenceSession(self, kernels: kernels) }
        nonisolated(unsafe) let sessions = pool
        DispatchQueue.concurrentPerform(iterations: threads) { lane in
            for index in stride(from: lane, to: pieces, by: threads) {
                let start = index * piece, count = min(piece, images.count - start)
                sessions[lane].run(count: count) { place, pixels in
                    let offset = (start + place) * LabeledImages.bytesPerImage
                    for pixel in 0..<LabeledImages.bytesPerImage {
                        pixels[pixel] = Float(images.pixels[offset + pixel]) * (1 / 255)
                    }
                } collect: { place, outputs in
                    let range = (start + place) * 10..<(start + place) * 10 + 10
                    results.withMutableSpan(range) { span in
                        for digit in 0..<10 { span[digit] = outputs[digit] }
                    }
                }
            }
        }
        return (0..<images.count).map { results[$0 * 10..<$0 * 10 + 10] }
    }
}
