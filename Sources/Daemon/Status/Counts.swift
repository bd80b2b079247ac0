import Recognition

/// How many pictures came to which outcome.
public struct Counts: Sendable, Equatable, Codable {
    /// Read, and sure enough.
    public var classified = 0
    /// Read, but a person should look.
    public var uncertain = 0
    /// Not readable as a picture.
    public var rejected = 0

    /// None.
    public init() {}

    /// Pictures that have an outcome.
    public var answered: Int { classified + uncertain + rejected }

    mutating func add(_ status: Status) {
        switch status {
        case .classified: classified += 1
        case .uncertain: uncertain += 1
        case .rejected: rejected += 1
        }
    }

    static func += (left: inout Counts, right: Counts) {
        left.classified += right.classified
        left.uncertain += right.uncertain
        left.rejected += right.rejected
    }
}
