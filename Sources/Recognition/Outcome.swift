/// What came of one picture.
public enum Outcome: Sendable, Hashable {
    /// A digit, sure enough for the settings.
    case classified(DigitReading)
    /// The model may be wrong, or the picture may not be one digit; the reading is the best guess.
    case uncertain(Doubt, DigitReading)
    /// There is no ink. Its status is `uncertain`, its reason `blank`, and it has no digit.
    case blank
    /// No picture could be read from the file.
    case rejected(Rejection)
}

extension Outcome {
    /// The word of the result's `status`.
    public var status: Status {
        switch self {
        case .classified: .classified
        case .uncertain, .blank: .uncertain
        case .rejected: .rejected
        }
    }

    /// The digit and its probabilities, where there are any.
    public var reading: DigitReading? {
        switch self {
        case .classified(let reading), .uncertain(_, let reading): reading
        case .blank, .rejected: nil
        }
    }

    /// Why the picture is uncertain or was rejected, in one word of the schema; `nil` for a classified one.
    public var reason: String? {
        switch self {
        case .classified: nil
        case .uncertain(let doubt, _): doubt.rawValue
        case .blank: "blank"
        case .rejected(let rejection): rejection.code.rawValue
        }
    }
}
