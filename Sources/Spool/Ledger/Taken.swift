/// What was taken away out of the folders digitd writes, by number: by retention, and by people as far as they said so.
public struct Taken: Sendable, Equatable {
    /// Results.
    public var results = 0
    /// Originals of results that stand, beyond those of `originals = delete`. Below 0 where results of these were taken.
    public var originals = 0

    /// As many.
    public init(results: Int = 0, originals: Int = 0) {
        self.results = results
        self.originals = originals
    }

    static func + (left: Taken, right: Taken) -> Taken {
        Taken(results: left.results + right.results, originals: left.originals + right.originals)
    }

    static func - (left: Taken, right: Taken) -> Taken {
        Taken(results: left.results - right.results, originals: left.originals - right.originals)
    }
}
