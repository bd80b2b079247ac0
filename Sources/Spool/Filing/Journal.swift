import Glibc

/// The work in hand of one filing lane, on the disk before any of it becomes visible, and what the lane has come to.
///
/// Four files are written in turn: a batch's record must outlive the batch until its names are on the disk too, and
/// that is sure once the next batch has been synced. A record is never taken back: it is done when its originals
/// are no longer in the inbox as the stamps describe them (a rename changes a stamp).
struct Journal {
    private let state: Descriptor
    private let names: [[UInt8]]
    /// Counts of this lane since the generation began, the batch under way left out.
    private(set) var tally = Counts()
    private let generation: UInt64
    private var sequence: UInt64 = 0
    private var body: [UInt8] = []
    /// Where the closing of the record under way goes.
    private var position: Int64 = 0

    static let prefix = "in-hand-"
    private static let slots = ["a", "b", "c", "d"]

    /// The journal of a lane in the state folder, for the generation of the root's ledger.
    init(_ state: Descriptor, lane: Int, generation: UInt64) throws(SystemError) {
        self.state = state
        self.generation = generation
        names = Self.slots.map { Array("\(Self.prefix)\(lane)\($0)".utf8) }
        var newest: JournalRecord?
        for name in names where try state.status(of: name) != nil {
            guard let record = JournalRecord.read(try state.open(name, O_RDONLY | O_NOFOLLOW)) else { continue }
            if record.sequence > newest?.sequence ?? 0 { newest = record }
        }
        if let newest {
            sequence = newest.sequence
            if newest.generation == generation { tally = newest.tallyAtEnd }
        }
    }

    /// Starts the record of a new batch.
    mutating func begin(_ entries: [JournalEntry], synchronized: Bool) throws(SystemError) {
        try write(entries, synchronized)
    }

    /// Writes another record of the batch under way: names had to change. The one before stays until this one is whole.
    mutating func amend(_ entries: [JournalEntry], synchronized: Bool) throws(SystemError) {
        // Earlier batches must not need their records any more when these are written over.
        if synchronized { try state.synchronizeFileSystem() }
        try write(entries, synchronized)
    }

    /// The batch is over, with this end for each entry of its last record.
    ///
    /// Not forced to the disk, and a failure does no harm: without it the next start looks into the folders.
    mutating func close(_ entries: [JournalEntry], _ ends: [JournalEnd]) {
        for (entry, end) in zip(entries, ends) where end == .filed { tally.add(entry) }
        guard position > 0, let file = try? state.open(names[Int(sequence & 3)], O_WRONLY | O_NOFOLLOW) else { return }
        _ = try? file.write(JournalRecord.closing(sequence, ends), at: position)
        position = 0
    }

    /// An original of an earlier batch has left the inbox after all.
    mutating func count(_ entry: JournalEntry) { tally.add(entry) }

    // Opened for each record: while nothing is in hand, nothing keeps the file system from being made read-only.
    private mutating func write(_ entries: [JournalEntry], _ synchronized: Bool) throws(SystemError) {
        sequence += 1
        position = 0
        body.removeAll(keepingCapacity: true)
        for entry in entries { entry.encode(into: &body) }
        let numbers = tally.words.map(String.init).joined(separator: " ")
        let head = "\(sequence) \(generation) \(numbers) \(body.count)"
        var sum = Checksum.CRC32()
        sum.add(head)
        sum.add(body[...])
        var record = Array("\(JournalRecord.magic) \(head) \(sum.value)\n".utf8)
        record.append(contentsOf: body)
        let file = try state.open(names[Int(sequence & 3)], O_WRONLY | O_CREAT | O_NOFOLLOW)
        try file.write(record, at: 0)
        if synchronized { try file.synchronize(dataOnly: true) }
        position = Int64(record.count)
    }
}
