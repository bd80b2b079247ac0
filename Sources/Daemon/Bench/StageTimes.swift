/// What the stages of the way from file to result took, in one lane.
public struct StageTimes: Sendable, Equatable {
    /// A stage, in the order of the way.
    public enum Stage: String, Sendable, CaseIterable {
        /// The inbox listed; the file opened, read, and judged to be complete.
        case read
        /// The PNG decoded, brought to 28x28 and hashed.
        case decode
        /// The network.
        case network
        /// The JSON of the result.
        case result
        /// The result written and named, the original moved, both in the journal.
        case file
        /// What the sync of a batch adds.
        case sync
    }

    /// What can bind.
    public enum Limit: String, Sendable, CaseIterable {
        /// The calls of the file system, and syncs.
        case disk
        case decode
        case network
        case result
    }

    /// Files that went through.
    public var files = 0
    /// Nanoseconds over all files.
    public var nanoseconds: [Stage: Int64] = [:]

    /// Nothing yet.
    public init() {}

    /// Microseconds for a file.
    public func microseconds(_ stage: Stage) -> Double {
        Double(nanoseconds[stage] ?? 0) / 1000 / Double(max(1, files))
    }

    /// The share of a stage in all, 0 to 1.
    public func share(_ stage: Stage) -> Double {
        Double(nanoseconds[stage] ?? 0) / Double(max(1, nanoseconds.values.reduce(0, +)))
    }

    /// What takes most.
    public var limit: Limit {
        Limit.allCases.max { share(of: $0) < share(of: $1) }!
    }

    private func share(of limit: Limit) -> Double {
        switch limit {
        case .disk: share(.read) + share(.file) + share(.sync)
        case .decode: share(.decode)
        case .network: share(.network)
        case .result: share(.result)
        }
    }

    /// Takes the sync as what filing took longer in a run with it than in this one, for each file.
    mutating func takeSync(from synced: StageTimes) {
        let added = synced.microseconds(.file) - microseconds(.file)
        nanoseconds[.sync] = Int64(max(0, added) * 1000 * Double(files))
    }
}
