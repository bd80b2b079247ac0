import Glibc

/// Files that retention is about to remove, on the disk before the first of them goes: `.digitd/aging`. So what went is
/// known as taken, wherever it stops.
struct RetentionRecord: Equatable, Sendable {
    /// A file, and what is known as taken once it is gone.
    struct Entry: Equatable, Sendable {
        var folder: SpoolFolder
        /// Below the folder.
        var path: [UInt8]
        var change: Taken
    }

    /// What the ledger knew as taken before. So it does no harm to look at a record twice.
    var before: Taken
    var entries: [Entry]

    private static let magic = "digitd-aging 2"
    private static let name = Array("aging".utf8)
    private static let fieldCount = 4

    /// The record in the state folder; nil where there is none, or a torn one: then nothing was removed yet.
    static func read(_ state: Descriptor) throws(SystemError) -> RetentionRecord? {
        try state.contents(of: name, limit: 1 << 30).flatMap { RetentionRecord($0[...]) }
    }

    /// Writes it to the disk.
    func write(_ state: Descriptor) throws(SystemError) {
        var body: [UInt8] = []
        for entry in entries {
            let numbers = [entry.change.results, entry.change.originals].map { Array("\($0)".utf8) }
            for field in [entry.folder.bytes, entry.path] + numbers { body += field + [0] }
        }
        let head = "\(before.results) \(before.originals) \(body.count)"
        let file = try state.open(Self.name, O_WRONLY | O_CREAT | O_TRUNC | O_NOFOLLOW)
        try file.write(Array("\(Self.magic) \(head) \(Self.sum(head, body[...]))\n".utf8) + body)
        try file.synchronize()
        try state.synchronize()
    }

    /// Takes the record away: the ledger says what it said.
    static func remove(_ state: Descriptor) throws(SystemError) {
        if try state.remove(name) { try state.synchronize() }
    }

    /// What is taken, by looking which of the files are gone.
    func taken(_ folders: FilingFolders) throws(SystemError) -> Taken {
        var taken = before
        for entry in entries {
            let (parent, name) = SpoolPath.split(entry.path)
            if try folders[entry.folder].existing(parent)?.status(of: name) == nil { taken = taken + entry.change }
        }
        return taken
    }

    init(before: Taken, entries: [Entry]) {
        self.before = before
        self.entries = entries
    }

    private init?(_ bytes: ArraySlice<UInt8>) {
        guard let end = bytes.firstIndex(of: UInt8(ascii: "\n")) else { return nil }
        let words = String(decoding: bytes[..<end], as: UTF8.self).split(separator: " ")
        let body = bytes[(end + 1)...]
        guard words.count == 6, words[0...1].joined(separator: " ") == Self.magic,
            let results = Int(words[2]), let originals = Int(words[3]), Int(words[4]) == body.count,
            UInt32(words[5]) == Self.sum(words[2...4].joined(separator: " "), body)
        else { return nil }
        before = Taken(results: results, originals: originals)
        entries = []
        var fields = body.split(separator: 0, omittingEmptySubsequences: false).dropLast()
        guard fields.count.isMultiple(of: Self.fieldCount) else { return nil }
        while !fields.isEmpty {
            let entry = fields.prefix(Self.fieldCount).map(Array.init)
            let numbers = entry[2...].compactMap { Int(String(decoding: $0, as: UTF8.self)) }
            guard let folder = SpoolFolder(rawValue: String(decoding: entry[0], as: UTF8.self)), numbers.count == 2
            else { return nil }
            let change = Taken(results: numbers[0], originals: numbers[1])
            entries.append(Entry(folder: folder, path: entry[1], change: change))
            fields = fields.dropFirst(Self.fieldCount)
        }
    }

    private static func sum(_ head: String, _ body: ArraySlice<UInt8>) -> UInt32 {
        var sum = Checksum.CRC32()
        sum.add(head)
        sum.add(body)
        return sum.value
    }
}

extension Ledger {
    /// What was taken, with what retention was about when it was last heard of.
    func taken(_ state: Descriptor, _ folders: FilingFolders) throws(SystemError) -> Taken {
        try RetentionRecord.read(state)?.taken(folders) ?? taken
    }
}
