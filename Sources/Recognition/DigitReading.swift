/// A digit with the probabilities it was chosen from.
public struct DigitReading: Sendable, Hashable {
    /// Calibrated probabilities of the ten digits.
    public let probabilities: DigitProbabilities
    /// The index of the largest probability; the smallest such index where several are equal.
    public let digit: Int

    /// The reading these probabilities make.
    public init(_ probabilities: DigitProbabilities) {
        self.probabilities = probabilities
        self.digit = probabilities.indexOfLargest
    }

    /// The probability of ``digit``.
    public var confidence: Float { probabilities[digit] }
}
