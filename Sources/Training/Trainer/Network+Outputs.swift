import Dispatch
import Imaging
import NeuralNetwork
import Recognition

extension Network {
    /// The ten outputs for every picture of a set, on several threads.
    public func outputs(for images: LabeledImages, threads: Int = 2, kernels: Kernels = .best) -> [[Float]] {
        run(on: images, width: 10, threads: threads, kernels: kernels) { session, range, write in
            session.run(count: range.count) { place, pixels in
                let offset = (range.lowerBound + place) * LabeledImages.bytesPerImage
                for pixel in 0..<LabeledImages.bytesPerImage {
                    pixels[pixel] = Float(images.pixels[offset + pixel]) * (1 / 255)
                }
            } collect: { place, outputs in
                write(range.lowerBound + place, outputs)
            }
        }
    }

    /// What the network makes of every picture of a set, on several threads.
    func looks(at images: LabeledImages, as looking: Looking, threads: Int = 2) -> [Looks] {
        run(on: images, width: 20, threads: threads, kernels: .best) { session, range, write in
            looking.run(session, count: range.count) { place in
                DigitImage(pixels: images.image(range.lowerBound + place))
            } collect: { place, looks in
                write(range.lowerBound + place, looks.first + looks.mean)
            }
        }.map { Looks(first: Array($0[..<10]), mean: Array($0[10...])) }
    }

    /// Has sessions work on pieces of a set side by side; each picture gets `width` numbers.
    private func run(
        on images: LabeledImages,
        width: Int,
        threads: Int,
        kernels: Kernels,
        piece work: (InferenceSession, Range<Int>, _ write: (Int, [Float]) -> Void) -> Void
    ) -> [[Float]] {
        let results = FloatBuffer(count: images.count * width)
        let piece = 256
        let pieces = (images.count + piece - 1) / piece
        let network = folded()
        let pool = (0..<threads).map { _ in InferenceSession(network, kernels: kernels) }
        nonisolated(unsafe) let sessions = pool
        nonisolated(unsafe) let work = work
        DispatchQueue.concurrentPerform(iterations: threads) { lane in
            for index in stride(from: lane, to: pieces, by: threads) {
                work(sessions[lane], index * piece..<min((index + 1) * piece, images.count)) { place, numbers in
                    results.withMutableSpan(place * width..<(place + 1) * width) { span in
                        for number in 0..<width { span[number] = numbers[number] }
                    }
                }
            }
        }
        return (0..<images.count).map { results[$0 * width..<($0 + 1) * width] }
    }
}

extension DigitModel {
    /// What its network makes of every picture of a set, on several threads.
    public func looks(at images: LabeledImages, threads: Int = 2) -> [Looks] {
        network.looks(at: images, as: looking, threads: threads)
    }
}
