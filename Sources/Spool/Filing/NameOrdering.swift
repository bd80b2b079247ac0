/// What the file systems of a root promise about the order in which names come to the disk.
struct NameOrdering {
    private let resultsDevice: UInt64
    private let resultsKeepOrder: Bool
    /// The journal is written by the same sync as the results.
    let stateIsWithResults: Bool

    init(results: Descriptor, state: Descriptor) throws(SystemError) {
        resultsDevice = try results.status().stamp.device
        let facts = try results.fileSystem()
        resultsKeepOrder = facts.keepsOrderOfNames && !(facts.isExt && ExtJournal.isMissing(on: resultsDevice))
        stateIsWithResults = try state.status().stamp.device == resultsDevice
    }

    /// Whether a name that a result got is on the disk before one that an original on `device` lost after it.
    func keepsOrder(with device: UInt64) -> Bool {
        resultsKeepOrder && device == resultsDevice
    }
}

/// Why the filing of a batch ended early.
enum FilingFailure: Error {
    case outage(SpoolOutage)
    /// A test asked for it.
    case stopped
}
