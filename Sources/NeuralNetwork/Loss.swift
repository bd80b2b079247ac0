#if canImport(Glibc)
    import Glibc
#else
    import Musl
#endif

/// The cost of ten outputs against ten wished-for ones, and how outputs become probabilities.
public enum Loss: String, Sendable, Hashable, CaseIterable {
    /// Softmax of the outputs (logits z), then cross-entropy: `C = −Σ tᵢ log pᵢ`, `pᵢ = e^zᵢ / Σ e^zⱼ`, `∂C/∂z = p − t`.
    case softmaxCrossEntropy = "softmax-cross-entropy"
    /// The same with an eleventh class, "none of the ten", whose logit is fixed at 0: `qᵢ = e^zᵢ / (1 + Σ e^zⱼ)`,
    /// `q∅ = 1 / (1 + Σ e^zⱼ)`, `C = −Σ tᵢ log qᵢ − t∅ log q∅` with `t∅ = 1 − Σ tᵢ`, `∂C/∂z = q − t`. What is no digit
    /// has targets of 0, which lowers all ten logits; ``evidence(_:)`` then tells digits from the rest.
    case softmaxOrNone = "softmax-or-none"
    /// Squared error of outputs a that are squashed already: `C = Σ (aᵢ − tᵢ)²`, `∂C/∂a = 2 (a − t)`.
    case squaredError = "squared-error"

    /// The cost of one image, and its derivative by each output times `scale`.
    ///
    /// - Parameters:
    ///   - outputs: what the network answered, ten numbers.
    ///   - targets: what it should have answered; sums to 1, or to 0 for what is no digit (``softmaxOrNone`` only).
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
        case .softmaxOrNone:
            let shares = Self.softmax(outputs + [0])
            var wished: Float = 0
            for i in outputs.indices {
                if targets[i] > 0 { cost -= targets[i] * log(max(shares[i], .leastNormalMagnitude)) }
                gradient[i] = scale * (shares[i] - targets[i])
                wished += targets[i]
            }
            cost -= max(1 - wished, 0) * log(max(shares[outputs.count], .leastNormalMagnitude))
        case .squaredError:
            for i in outputs.indices {
                let error = outputs[i] - targets[i]
                cost += error * error
                gradient[i] = scale * 2 * error
            }
        }
        return cost
    }

    /// How near to 0 or 1 a squashed output is taken to be at most, so that its logit stays finite.
    static let smallestOutput: Float = 1e-6

    /// The weighted sum that a sigmoid squashes to 1 − ``smallestOutput``.
    static let largestSum = log((1 - smallestOutput) / smallestOutput)

    /// The logits behind the outputs: the outputs themselves, or for squashed outputs `log(a / (1 − a))`, the weighted
    /// sums that the sigmoid squashed.
    public func logits(_ outputs: [Float]) -> [Float] {
        switch self {
        case .softmaxCrossEntropy, .softmaxOrNone: outputs
        case .squaredError:
            outputs.map { output in
                let a = min(max(output, Self.smallestOutput), 1 - Self.smallestOutput)
                return log(a / (1 - a))
            }
        }
    }

    /// How much speaks for a digit at all, `log Σ e^zᵢ`: for ``softmaxOrNone`` the log-odds of one of the ten against
    /// none, and the negative free energy of Liu et al., 2020 ("Energy-based Out-of-distribution Detection").
    public static func evidence(_ logits: [Float]) -> Float {
        let largest = logits.max() ?? 0
        return largest + log(logits.reduce(0) { $0 + exp($1 - largest) })
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
