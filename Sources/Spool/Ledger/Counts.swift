/// How many files came to which outcome. A file counts once its original has left the inbox.
public struct Counts: Sendable, Equatable {
    /// The outcomes a file can come to.
    public enum Kind: String, Sendable, CaseIterable {
        /// Read, and sure enough.
        case classified
        /// Read, but a person should look.
        case uncertain
        /// Not readable as a picture.
        case rejected
        /// Its content was read before, and it is counted as that.
        case duplicate
    }

    /// Read, and sure enough.
    public var classified = 0
    /// Read, but a person should look.
    public var uncertain = 0
    /// Not readable as a picture.
    public var rejected = 0
    /// The same content as an earlier file, where duplicates are told apart.
    public var duplicate = 0
    /// Of all these, those with a result whose original was removed (`originals = delete`).
    public var deleted = 0
    /// Of all these, those that got no result of their own (`duplicates = skip`).
    public var withoutResult = 0

    /// None.
    public init() {}

    /// Files that have an outcome.
    public var answered: Int { classified + uncertain + rejected + duplicate }

    /// The number of one kind.
    public subscript(kind: Kind) -> Int {
        get {
            switch kind {
            case .classified: classified
            case .uncertain: uncertain
            case .rejected: rejected
            case .duplicate: duplicate
            }
        }
        set {
            switch kind {
            case .classified: classified = newValue
            case .uncertain: uncertain = newValue
            case .rejected: rejected = newValue
            case .duplicate: duplicate = newValue
            }
        }
    }

    /// Adds up.
    public static func += (left: inout Counts, right: Counts) {
        for kind in Kind.allCases { left[kind] += right[kind] }
        left.deleted += right.deleted
        left.withoutResult += right.withoutResult
    }

    static func -= (left: inout Counts, right: Counts) {
        for kind in Kind.allCases { left[kind] -= right[kind] }
        left.deleted -= right.deleted
        left.withoutResult -= right.withoutResult
    }
}

extension Counts {
    /// Those of a kind that got a result of their own.
    func written(_ kind: Kind) -> Int { self[kind] - (kind == .duplicate ? withoutResult : 0) }

    mutating func add(_ entry: JournalEntry, _ number: Int = 1) {
        self[entry.kind] += number
        if entry.destination == nil, entry.resultSize > 0 { deleted += number }
        if entry.resultSize == 0 { withoutResult += number }
    }

    /// The numbers in the order of `init(words:)`.
    var words: [Int] { Kind.allCases.map { self[$0] } + [deleted, withoutResult] }

    /// How many words there are.
    static let wordCount = Kind.allCases.count + 2

    /// Counts out of as many numbers; nil where one is none.
    init?(words: some Collection<Substring>) {
        let numbers = words.compactMap { Int($0) }
        guard numbers.count == Self.wordCount, numbers.count == words.count, !numbers.contains(where: { $0 < 0 }) else {
            return nil
        }
        for (kind, number) in zip(Kind.allCases, numbers) { self[kind] = number }
        deleted = numbers[Kind.allCases.count]
        withoutResult = numbers[Kind.allCases.count + 1]
    }
}
