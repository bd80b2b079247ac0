/// When a network looks again at an image, and how.
///
/// The image is turned a little to either side, and the mean of the outputs of all three looks counts. Near a border
/// between two digits a small turn moves the outputs to one side or the other, and what is common to three looks is
/// right more often than one of them. A model file says whether and how its network looks again, because its thresholds
/// rest on readings that were made so.
public struct SecondLook: Sendable, Hashable, Codable {
    /// The confidence from which on one look is enough. It does not move with the threshold that a user asks for, so
    /// that the same evidence serves for all of them.
    public let below: Float
    /// How far the image is turned to either side, degrees.
    public let turn: Float

    /// A second look below a confidence, turned by some degrees.
    public init(below: Float, turn: Float) {
        self.below = below
        self.turn = turn
    }

    /// Whether the confidence and the angle can be meant: 0 to 1, and no more than an eighth of a turn.
    public var isSensible: Bool { (0...1).contains(below) && (0...45).contains(turn) }

    /// How the image is turned for each look after the first, degrees.
    var turns: [Float] { [-turn, turn] }
}

// MARK: - As text

extension SecondLook {
    /// Both numbers with a comma between.
    public var text: String { "\(below),\(turn)" }

    /// A second look from its text; nil where it is none.
    public init?(text: String) {
        let numbers = text.split(separator: ",", omittingEmptySubsequences: false).map { Float($0) }
        guard numbers.count == 2, let below = numbers[0], let turn = numbers[1] else { return nil }
        self.init(below: below, turn: turn)
        guard isSensible else { return nil }
    }
}
