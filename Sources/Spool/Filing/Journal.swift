import Glibc

/// The work in hand of one filing lane, on the disk before any of it becomes visible.
///
/// Two files are written in turn: a batch's record must outlive the batch until its names are on the disk too, and
/// that is sure once the next batch has been synced. A record is never taken back: it is done when its originals
/// are no longer in the inbox as the stamps describe them (a rename changes a stamp).
struct Journal {
    private let state: Descriptor
    private let names: [[UInt8]]
    private var sequence: UInt64
    private var body: [UInt8] = []

    private static let magic = "digitd-in-hand 1"
    private static let prefix = "in-hand-"

    /// The journal of a lane in the state folder.
    init(_ state: Descriptor, lane: Int) throws(SystemError) {
        self.state = state
        names = ["a", "b"].map { Array("\(Self.prefix)\(lane)\($0)".utf8) }
        sequence = 0
        for name in names where try state.status(of: name) != nil {
            sequence = max(sequence, Self.read(try state.open(name, O_RDONLY | O_NOFOLLOW))?.sequence ?? 0)
        }
    }

    /// Starts the record of a new batch.
    mutating func begin(_ entries: [JournalEntry], synchronized: Bool) throws(SystemError) {
        sequence += 1
        try write(entries, synchronized)
    }

    /// Writes the record of the batch under way again: names had to change.
    mutating func amend(_ entries: [JournalEntry], synchronized: Bool) throws(SystemError) {
        try write(entries, synchronized)
    }

    // Opened for each record: while nothing is in hand, nothing keeps the file system from being made read-only.
    private mutating func write(_ entries: [JournalEntry], _ synchronized: Bool) throws(SystemError) {
        body.removeAll(keepingCapacity: true)
        for entry in entries { entry.encode(into: &body) }
        var record = Array("\(Self.magic) \(sequence) \(body.count) \(Checksum.fnv1a(body))\n".utf8)
        record.append(contentsOf: body)
        let file = try state.open(names[Int(sequence & 1)], O_WRONLY | O_CREAT | O_NOFOLLOW)
        try file.write(record, at: 0)
        if synchronized { try file.synchronize(dataOnly: true) }
    }

    /// What a journal file holds; nil where it is empty or torn.
    static func read(_ file: Descriptor) -> (sequence: UInt64, entries: [JournalEntry])? {
        guard let size = try? file.status().stamp.size, size > 0, size < 1 << 30 else { return nil }
        var bytes = [UInt8](repeating: 0, count: Int(size))
        lseek(file.number, 0, SEEK_SET)
        guard let count = try? file.read(into: &bytes, count: bytes.count) else { return nil }
        guard let end = bytes[..<count].firstIndex(of: UInt8(ascii: "\n")) else { return nil }
        let words = String(decoding: bytes[..<end], as: UTF8.self).split(separator: " ")
        guard words.count == 5, words[0...1].joined(separator: " ") == magic,
            let sequence = UInt64(words[2]), let length = Int(words[3]), let sum = UInt64(words[4]),
            length >= 0, length <= count - end - 1
        else { return nil }
        let body = bytes[(end + 1)..<(end + 1 + length)]
        guard Checksum.fnv1a(body) == sum, let entries = JournalEntry.decode(body) else { return nil }
        return (sequence, entries)
    }

    /// The names of all journal files in the state folder.
    static func names(in state: Descriptor) throws(SystemError) -> [[UInt8]] {
        var names: [[UInt8]] = []
        let listing = try DirectoryListing(of: state)
        while let entry = try listing.next() {
            if entry.kind != .folder, entry.name.starts(with: prefix.utf8) { names.append(entry.name) }
        }
        return names
    }
}
