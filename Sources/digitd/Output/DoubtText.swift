import Imaging
import NeuralNetwork
import Recognition

/// Why readings are doubted, in figures.
struct DoubtText: Sendable {
    /// The model that read.
    let model: DigitModel
    /// The confidence below which a reading is doubted.
    let threshold: Float

    /// One line on an uncertain result that has a digit; nil for any other.
    func text(_ result: DigitResult, image: DigitImage?) -> String? {
        guard case .uncertain(let doubt, let reading) = result.outcome else { return nil }
        switch doubt {
        case .lowConfidence:
            return "confidence \(Self.figure(reading.confidence)) is below \(Self.figure(threshold))"
        case .unfamiliar:
            let unlike = "unlike what the model has learned from"
            guard let image, let least = model.leastEvidence else { return unlike }
            guard evidence(image) < least else { return "a straight line across the picture is no digit" }
            return "\(unlike): evidence \(Self.figure(evidence(image))) is below \(Self.figure(least))"
        case .severalDigits:
            return "more than one digit seems to be in the picture"
        }
    }

    /// How much speaks for a digit at all.
    private func evidence(_ image: DigitImage) -> Float {
        let activations = InferenceSession(model.network, chunk: 1).activations(image.pixels)
        return Loss.evidence(model.network.architecture.loss.logits(activations[activations.count - 1]))
    }

    /// All decimals that a result has, so that what is only just below shows to be.
    private static func figure(_ number: Float) -> String { decimals(Double(number), 6) }
}
