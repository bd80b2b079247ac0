import Imaging
import NeuralNetwork

/// How a network looks at images in service: once, and again where its model says so and it is in doubt.
public struct Looking: Sendable {
    private let loss: Loss
    private let temperature: Float
    private let leastEvidence: Float?
    private let secondLook: SecondLook?

    /// The looking of a network.
    ///
    /// - Parameters:
    ///   - loss: what its outputs are.
    ///   - temperature: what the logits are divided by, for the confidence that decides on a second look.
    ///   - leastEvidence: the evidence below which an image shows no digit and is not worth a second look.
    ///   - secondLook: when and how it looks again; nil for never.
    public init(loss: Loss, temperature: Float, leastEvidence: Float? = nil, secondLook: SecondLook?) {
        self.loss = loss
        self.temperature = temperature
        self.leastEvidence = leastEvidence
        self.secondLook = secondLook
    }

    /// Has a session look at `count` images.
    ///
    /// - Parameters:
    ///   - image: gives an image by its index; asked once, or more often where the image is doubtful.
    ///   - collect: called once an image, in any order.
    public func run(
        _ session: InferenceSession,
        count: Int,
        image: (Int) -> DigitImage,
        collect: (Int, Looks) -> Void
    ) {
        var doubtful: [(index: Int, first: [Float])] = []
        session.run(count: count) { index, pixels in
            Self.write(image(index), into: &pixels)
        } collect: { index, outputs in
            if isDoubtful(outputs) { doubtful.append((index, outputs)) } else { collect(index, Looks(once: outputs)) }
        }
        guard let turns = secondLook?.turns else { return }
        var sum: [Float] = []
        session.run(count: doubtful.count * turns.count) { look, pixels in
            let (index, _) = doubtful[look / turns.count]
            Self.write(image(index).turned(byDegrees: turns[look % turns.count]), into: &pixels)
        } collect: { look, outputs in
            let (index, first) = doubtful[look / turns.count]
            if look % turns.count == 0 { sum = first }
            for place in sum.indices { sum[place] += outputs[place] }
            if look % turns.count == turns.count - 1 {
                collect(index, Looks(first: first, mean: sum.map { $0 / Float(turns.count + 1) }))
            }
        }
    }

    /// Whether outputs ask for a second look.
    public func isDoubtful(_ outputs: [Float]) -> Bool {
        guard let secondLook else { return false }
        let logits = loss.logits(outputs)
        if let leastEvidence, Loss.evidence(logits) < leastEvidence { return false }
        // Outputs that are not finite are for the judge of the reading.
        guard let probabilities = DigitProbabilities(logits: logits, temperature: temperature) else { return false }
        return probabilities[probabilities.indexOfLargest] < secondLook.below
    }

    private static func write(_ image: DigitImage, into pixels: inout MutableSpan<Float>) {
        for place in 0..<image.pixels.count { pixels[place] = Float(image.pixels[place]) * (1 / 255) }
    }
}
