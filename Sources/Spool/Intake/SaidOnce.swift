/// Remembers what has been said, so that it is said once. Of each kind a bounded number of things is told and
/// remembered; once they are so many, and a day has gone, they are forgotten, and told again where they are still so.
struct SaidOnce: Sendable {
    private struct Kind {
        var said: Set<UInt64> = []
        var since: Int64
    }

    private var kinds: [UInt8: Kind] = [:]
    static let capacity = 4096
    private static let day: Int64 = 86_400_000_000_000

    /// Whether this is new, and to be told.
    ///
    /// - Parameter now: of a clock that never jumps, nanoseconds.
    mutating func isNew(_ path: [UInt8], _ kind: UInt8, at now: Int64) -> Bool {
        if let known = kinds[kind], known.said.count >= Self.capacity {
            guard now - known.since >= Self.day else { return false }
            kinds[kind] = nil
        }
        return kinds[kind, default: Kind(since: now)].said.insert(Checksum.fnv1a(path + [0, kind])).inserted
    }
}
