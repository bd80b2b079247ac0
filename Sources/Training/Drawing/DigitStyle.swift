/// A named way of writing a digit, such as the open four or the barred seven.
public struct DigitStyle: Sendable {
    /// The digit, 0 to 9.
    public let digit: Int
    /// The way of writing it, unique for the digit: `open`, `barred`, …
    public let way: String
    /// How often it is written, beside the other ways of the same digit.
    public let frequency: Float
    /// Its strokes, and the widest pen that leaves them readable.
    let character: StrokeCatalogue.Character

    init(_ character: StrokeCatalogue.Character) {
        guard let digit = character.name.first?.wholeNumberValue, character.name.dropFirst().first == "." else {
            preconditionFailure("the style '\(character.name)' does not start with its digit and a dot")
        }
        self.digit = digit
        way = String(character.name.dropFirst(2))
        frequency = character.frequency
        self.character = character
    }

    /// The name on the command line and in file names: the digit, a dot, the way of writing (`4.open`).
    public var name: String { character.name }
}

extension DigitStyle: Hashable, CustomStringConvertible {
    /// Styles are equal when they have the same name.
    public static func == (left: DigitStyle, right: DigitStyle) -> Bool {
        left.name == right.name
    }

    /// Adds the name to the hash.
    public func hash(into hasher: inout Hasher) {
        hasher.combine(name)
    }

    /// The name, `4.open`.
    public var description: String { name }
}
