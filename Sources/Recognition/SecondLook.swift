import Imaging
import NeuralNetwork

/// Looks again at the images a network is not sure about: turned a little to either side, and the mean of the outputs
/// counts.
///
/// The network has learned from pictures turned like that, and its mistakes are of the moment: two more looks at the 3 %
/// of MNIST's pictures that are doubtful take away a seventh of all wrong readings. Whoever derives a threshold from
/// readings must let the network look in the same way.
public struct SecondLook: Sendable {
    /// A first look is enough from this confidence on. It does not move with the threshold that a user asks for, so that
    /// the same evidence serves for all of them.
    static let enough: Float = 0.99
    /// How the image is turned, degrees.
    static let turns: [Float] = [-8, 8]

    private let loss: Loss
    private let temperature: Float

    /// Second looks of a network with this loss and temperature.
    public init(loss: Loss, temperature: Float) {
        self.loss = loss
        self.temperature = temperature
    }

    /// Has the session look at `count` images, at doubtful ones again.
    ///
    /// - Parameters:
    ///   - image: gives an image by its index; asked once, or more often where it is doubtful.
    ///   - collect: called once an image, in any order, with the outputs of the first look and the mean of all looks,
    ///     which is the former where it was enough.
    public func run(
        _ session: InferenceSession,
        count: Int,
        image: (Int) -> DigitImage,
        collect: (_ index: Int, _ first: [Float], _ mean: [Float]) -> Void
    ) {
        var doubtful: [(index: Int, first: [Float])] = []
        session.run(count: count) { index, pixels in
            Self.write(image(index), into: &pixels)
        } collect: { index, outputs in
            if isDoubtful(outputs) { doubtful.append((index, outputs)) } else { collect(index, outputs, outputs) }
        }
        let looks = Self.turns.count
        var sum: [Float] = []
        session.run(count: doubtful.count * looks) { look, pixels in
            Self.write(image(doubtful[look / looks].index).turned(byDegrees: Self.turns[look % looks]), into: &pixels)
        } collect: { look, outputs in
            let (index, first) = doubtful[look / looks]
            if look % looks == 0 { sum = first }
            for place in sum.indices { sum[place] += outputs[place] }
            if look % looks == looks - 1 { collect(index, first, sum.map { $0 / Float(looks + 1) }) }
        }
    }

    private func isDoubtful(_ outputs: [Float]) -> Bool {
        guard let probabilities = DigitProbabilities(logits: loss.logits(outputs), temperature: temperature) else {
            return false
        }
        return probabilities[probabilities.indexOfLargest] < Self.enough
    }

    private static func write(_ image: DigitImage, into pixels: inout MutableSpan<Float>) {
        for place in 0..<image.pixels.count { pixels[place] = Float(image.pixels[place]) * (1 / 255) }
    }
}
