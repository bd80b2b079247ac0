import Glibc

/// What a root has come to so far, as of the last start: `.digitd/ledger`. What came since stands in the journals.
///
/// Two slots are written in turn, each within one sector and with a checksum, so that a torn write leaves the other
/// one, and a full disk is no obstacle once the file is there.
struct Ledger: Equatable, Sendable {
    /// Which journals go with it: a record of another generation is counted in already.
    var generation: UInt64 = 0
    /// Outcomes up to the beginning of this generation.
    var counts = Counts()
    /// Results and originals that were taken away: by retention, and by people as far as that was acknowledged
    /// (`digitd verify --accept`).
    var taken = Taken()

    private static let magic = "digitd-ledger 2"
    private static let name = Array("ledger".utf8)
    private static let slotSize = 512
    private static let slotDistance: Int64 = 4096

    /// Reads the ledger in the state folder; an empty one where there is none.
    static func read(_ state: Descriptor) throws(SystemError) -> Ledger {
        guard try state.status(of: name) != nil else { return Ledger() }
        let file = try state.open(name, O_RDONLY | O_NOFOLLOW)
        var newest = Ledger()
        for slot in 0..<2 {
            var bytes = [UInt8](repeating: 0, count: slotSize)
            lseek(file.number, off_t(Int64(slot) * slotDistance), SEEK_SET)
            let count = try file.read(into: &bytes, count: slotSize)
            if let ledger = Ledger(Array(bytes[..<count])), ledger.generation >= newest.generation { newest = ledger }
        }
        return newest
    }

    /// Keeps others from changing ledger and retention record until what it gives goes.
    static func lock(_ state: Descriptor) throws(SystemError) -> Descriptor {
        let lock = try state.openFolder(Array(".".utf8))
        guard retrying({ flock(lock.number, LOCK_EX) }) == 0 else { throw .last("flock") }
        return lock
    }

    /// Writes it to the disk, over the older slot.
    func write(_ state: Descriptor) throws(SystemError) {
        let file = try state.open(Self.name, O_WRONLY | O_CREAT | O_NOFOLLOW)
        try file.write(encoded, at: Int64(generation & 1) * Self.slotDistance)
        try file.synchronize()
        try state.synchronize()
    }

    private var encoded: [UInt8] {
        let numbers = (counts.words + [taken.results, taken.originals]).map(String.init).joined(separator: " ")
        let text = "\(generation) \(numbers)"
        var bytes = Array("\(Self.magic) \(text) \(Checksum.crc32(text))\n".utf8)
        bytes.append(contentsOf: repeatElement(0, count: Self.slotSize - bytes.count))
        return bytes
    }

    private init?(_ bytes: [UInt8]) {
        guard let end = bytes.firstIndex(of: UInt8(ascii: "\n")) else { return nil }
        let words = String(decoding: bytes[..<end], as: UTF8.self).split(separator: " ")
        guard words.count == 3 + Counts.wordCount + 2 + 1, words[0...1].joined(separator: " ") == Self.magic,
            let sum = words.last.flatMap({ UInt32($0) }),
            Checksum.crc32(words[2...].dropLast().joined(separator: " ")) == sum,
            let generation = UInt64(words[2]),
            let counts = Counts(words: words[3..<(3 + Counts.wordCount)]),
            let results = Int(words[3 + Counts.wordCount]), let originals = Int(words[4 + Counts.wordCount])
        else { return nil }
        self.generation = generation
        self.counts = counts
        taken = Taken(results: results, originals: originals)
    }

    init() {}
}
