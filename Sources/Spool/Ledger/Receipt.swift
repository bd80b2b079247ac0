import Glibc

/// What a root has come to: its ledger, and what the journals add. Takes nothing and changes nothing.
public struct Receipt: Sendable, Equatable {
    /// Outcomes since the root was first used.
    public internal(set) var counts: Counts
    /// What retention took away, and people as far as it was acknowledged.
    public internal(set) var taken: Taken
    /// The paths below `results/` of files in hand, which are not counted yet.
    var inHand: Set<[UInt8]> = []

    /// Looks into a root. Exact whether or not a daemon works on it, and after one was killed.
    public init(_ layout: SpoolLayout) throws(SpoolError) {
        do throws(SystemError) {
            guard let state = try Self.open(.state, layout) else {
                self.init(counts: Counts(), taken: Taken())
                return
            }
            try self.init(state, layout)
        } catch {
            throw .file(path: layout.path(of: .state), error)
        }
    }

    init(_ state: Descriptor, _ layout: SpoolLayout) throws(SystemError) {
        let ledger = try Ledger.read(state)
        let folders = FilingFolders(layout, placements: [])
        self.init(counts: ledger.counts, taken: try ledger.taken(state, folders))
        // Without an inbox nothing can be told of what was in hand.
        guard let inbox = try Self.open(.inbox, layout) else { return }
        let whereabouts = EntryWhereabouts(inbox: inbox, folders: folders)
        try add(JournalRecord.all(in: state).lanes, of: ledger.generation, whereabouts)
        boundTaken()
    }

    init(counts: Counts, taken: Taken) {
        self.counts = counts
        self.taken = taken
    }

    /// No more originals of results that went are known as taken than were: one that was missed, and whose result went
    /// too, is missed no more.
    mutating func boundTaken() {
        taken.originals = max(taken.originals, -counts.deleted)
    }

    /// Adds what the newest record of each lane says: what the lane had come to, and the batch under way.
    mutating func add(
        _ lanes: [[JournalRecord]],
        of generation: UInt64,
        _ whereabouts: EntryWhereabouts
    ) throws(SystemError) {
        for records in lanes {
            guard let newest = records.last, newest.generation == generation else { continue }
            counts += newest.tallyAtEnd
            // A power cut may keep a record and lose the closing of the one before: then what that one's batch came to
            // is in the newer tally, and its moves may not be on the disk.
            if let previous = records.dropLast().last, previous.ends == nil, previous.generation == generation,
                previous.sequence == newest.sequence - 1
            {
                counts += previous.tally
                counts -= newest.tally
                for entry in previous.entries where !newest.contains(entry) {
                    try add(entry, whereabouts)
                }
            }
            for (index, entry) in newest.entries.enumerated() {
                // Of a batch that was closed it is known, but for what was owed.
                if let ends = newest.ends, ends[index] != .owed { continue }
                try add(entry, whereabouts)
            }
        }
    }

    private mutating func add(_ entry: JournalEntry, _ whereabouts: EntryWhereabouts) throws(SystemError) {
        if try whereabouts.isFiled(entry) { counts.add(entry) } else { inHand.insert(entry.resultPath) }
    }

    /// Takes away again what was counted and is back in the inbox: after a power cut a count may be on the disk and
    /// the move it counts not.
    mutating func takeBack(
        _ lanes: [[JournalRecord]],
        of generation: UInt64,
        _ whereabouts: EntryWhereabouts
    ) throws(SystemError) {
        for records in lanes {
            // The moves of earlier batches were on the disk before the newest record was begun.
            for record in records.suffix(2) where record.generation == generation {
                for (entry, end) in zip(record.entries, record.ends ?? []) where end == .filed {
                    if try whereabouts.isInInbox(entry) { counts.add(entry, -1) }
                }
            }
        }
    }

    private static func open(_ folder: SpoolFolder, _ layout: SpoolLayout) throws(SystemError) -> Descriptor? {
        do {
            return try layout.openExisting(folder)
        } catch {
            if error.number == ENOENT { return nil }
            throw error
        }
    }
}
