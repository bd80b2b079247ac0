/// Remembers what has been said, so that it is said once; a bounded memory, after which it may be said again.
struct SaidOnce: Sendable {
    private var said: Set<UInt64> = []
    private let capacity = 4096

    /// Whether this is new.
    mutating func isNew(_ path: [UInt8], _ kind: UInt8) -> Bool {
        if said.count >= capacity { said = [] }
        return said.insert(Checksum.fnv1a(path + [0, kind])).inserted
    }
}
