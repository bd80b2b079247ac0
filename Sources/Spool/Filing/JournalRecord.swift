import Glibc

/// One record of a journal, as it lies on the disk.
struct JournalRecord {
    var sequence: UInt64
    var generation: UInt64
    /// The lane's counts before this batch.
    var tally: Counts
    var entries: [JournalEntry]
    /// What had become of each original when the batch was over; nil where it did not come to its end.
    var ends: [JournalEnd]?

    static let magic = "digitd-in-hand 3"
    private static let closingMagic = "closed"

    /// The lane's counts after this batch, as far as it was closed.
    var tallyAtEnd: Counts {
        var counts = tally
        for (entry, end) in zip(entries, ends ?? []) where end == .filed { counts.add(entry) }
        return counts
    }

    /// Whether the file of an entry is among its own, maybe under another name.
    func contains(_ entry: JournalEntry) -> Bool {
        entries.contains { $0.path == entry.path && $0.stamp == entry.stamp }
    }

    /// What a journal file holds; nil where it is empty or torn.
    static func read(_ file: Descriptor) -> JournalRecord? {
        guard let size = try? file.status().stamp.size, size > 0, size < 1 << 30 else { return nil }
        var bytes = [UInt8](repeating: 0, count: Int(size))
        lseek(file.number, 0, SEEK_SET)
        guard let count = try? file.read(into: &bytes, count: bytes.count) else { return nil }
        return JournalRecord(bytes[..<count])
    }

    private init?(_ bytes: ArraySlice<UInt8>) {
        guard let end = bytes.firstIndex(of: UInt8(ascii: "\n")) else { return nil }
        let words = String(decoding: bytes[..<end], as: UTF8.self).split(separator: " ")
        let wordCount = 2 + 2 + Counts.wordCount + 2
        guard words.count == wordCount, words[0...1].joined(separator: " ") == Self.magic,
            let sequence = UInt64(words[2]), let generation = UInt64(words[3]),
            let tally = Counts(words: words[4..<(4 + Counts.wordCount)]),
            let length = Int(words[wordCount - 2]), let sum = UInt32(words[wordCount - 1]),
            length >= 0, length <= bytes.endIndex - end - 1
        else { return nil }
        let body = bytes[(end + 1)..<(end + 1 + length)]
        var check = Checksum.CRC32()
        check.add(words[2..<(wordCount - 1)].joined(separator: " "))
        check.add(body)
        guard check.value == sum, let entries = JournalEntry.decode(body) else { return nil }
        self.sequence = sequence
        self.generation = generation
        self.tally = tally
        self.entries = entries
        ends = Self.ends(bytes[body.endIndex...], sequence, count: entries.count)
    }

    /// The line that closes a record: a character for each of its entries.
    static func closing(_ sequence: UInt64, _ ends: [JournalEnd]) -> [UInt8] {
        Array("\(closingMagic) \(sequence) ".utf8) + ends.map(\.rawValue) + [UInt8(ascii: "\n")]
    }

    private static func ends(_ rest: ArraySlice<UInt8>, _ sequence: UInt64, count: Int) -> [JournalEnd]? {
        let start = Array("\(closingMagic) \(sequence) ".utf8)
        guard rest.starts(with: start), rest.count > start.count + count else { return nil }
        let line = rest.dropFirst(start.count).prefix(count + 1)
        guard line.last == UInt8(ascii: "\n") else { return nil }
        let ends = line.dropLast().compactMap(JournalEnd.init)
        return ends.count == count ? ends : nil
    }

    /// All whole records in the state folder, by lane, each lane's in order; with the names of all journal files.
    static func all(in state: Descriptor) throws(SystemError) -> (lanes: [[JournalRecord]], names: [[UInt8]]) {
        var names: [[UInt8]] = []
        var lanes: [[UInt8]: [JournalRecord]] = [:]
        let listing = try DirectoryListing(of: state)
        while let entry = try listing.next() {
            guard entry.kind != .folder, entry.name.starts(with: Journal.prefix.utf8) else { continue }
            names.append(entry.name)
            let file: Descriptor
            do {
                file = try state.open(entry.name, O_RDONLY | O_NOFOLLOW)
            } catch {
                // The daemon that was looked at has just started anew.
                if error.number == ENOENT { continue }
                throw error
            }
            if let record = read(file) { lanes[Array(entry.name.dropLast()), default: []].append(record) }
        }
        return (lanes.values.map { $0.sorted { $0.sequence < $1.sequence } }, names)
    }
}

/// What had become of an original when its batch was over.
enum JournalEnd: UInt8 {
    /// It has left the inbox, and is counted.
    case filed = 0x31  // 1
    /// It stays in the inbox for now, with its result visible: it may have left since.
    case owed = 0x3F  // ?
    /// It was not filed: it is another one by now, or gone, or comes again.
    case open = 0x30  // 0
}
