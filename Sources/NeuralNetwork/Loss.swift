#if canImport(Glibc)
    import Glibc
#else
    import Musl
#endif

/// The cost of ten outputs against ten wished-for ones, and how outputs become probabilities.
public enum Loss: String, Sendable, Hashable, CaseIterable {
    /// Softmax of the outputs (logits z), then cross-entropy: `C = −Σ tᵢ log pᵢ`, `pᵢ = e^zᵢ / Σ e^zⱼ`, `∂C/∂z = p − t`.
    case softmaxCrossEntropy = "softmax-cross-entropy"
    /// Squared error of outputs a that are squashed already: `C = Σ (aᵢ − tᵢ)²`, `∂C/∂a = 2 (a − t)`.
    case squaredError = "squared-error"

    /// The cost of one image, and its derivative by each output times `scale`.
    ///
    /// - Parameters:
    ///   - outputs: what the network answered, ten numbers.
    ///   - targets: what it should have answered; sums to 1.
    ///   - gradient: receives `scale · ∂C/∂output`.
    public func cost(
        outputs: [Float],
        targets: Span<Float>,
        scale: Float,
        gradient: inout MutableSpan<Float>
    ) -> Float {
        precondition(outputs.count == targets.count && outputs.count == gradient.count)
        var cost: Float = 0
        switch self {
        case .softmaxCrossEntropy:
            let probabilities = Self.softmax(outputs)
            for i in outputs.indices {
                if targets[i] > 0 { cost -= targets[i] * log(max(probabilities[i], .leastNormalMagnitude)) }
                gradient[i] = scale * (probabilities[i] - targets[i])
            }
        case .squaredError:
            for i in outputs.indices {
                let error = outputs[i] - targets[i]
                cost += error * error
                gradient[i] = scale * 2 * error
            }
        }
        return cost
    }

    /// The logits behind the outputs: the outputs themselves, or for squashed outputs `log(a / (1 − a))`, the weighted
    /// sums that the sigmoid squashed.
    public func logits(_ outputs: [Float]) -> [Float] {
        switch self {
        case .softmaxCrossEntropy: outputs
        case .squaredError:
            outputs.map { output in
                let a = min(max(output, 1e-6), 1 - 1e-6)
                return log(a / (1 - a))
            }
        }
    }

    /// `pᵢ = e^(zᵢ/T) / Σ e^(zⱼ/T)` at temperature T, computed from differences to the largest so that nothing
    /// overflows.
    public static func softmax(_ logits: [Float], temperature: Float = 1) -> [Float] {
        let largest = logits.max() ?? 0
        var exponentials = logits.map { exp(($0 - largest) / temperature) }
        let sum = exponentials.reduce(0, +)
        for i in exponentials.indices { exponentials[i] /= sum }
        return exponentials
    }
}
