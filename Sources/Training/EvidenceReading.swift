/// What a network read in a picture that it has not learned from.
public struct EvidenceReading: Sendable, Hashable {
    /// The picture's place in its source, from 0.
    public var place: Int
    /// The digit it shows by the label that counts.
    public var label: Int
    /// The label it came with; ``label`` is another one where that was corrected.
    public var given: Int
    /// The digit that was read.
    public var digit: Int
    /// The calibrated probability of that.
    public var confidence: Float

    /// Whether the label that counts was read.
    public var isRight: Bool { digit == label }
}
