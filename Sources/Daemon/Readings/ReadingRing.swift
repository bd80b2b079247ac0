import FoundationEssentials
import Glibc
import Spool

/// The newest readings of a root, in one file of records of one size; a new one takes the place of the oldest.
///
/// Reading number n lies in slot (n - 1) mod capacity. A record is not synced, and a torn one does not count: losing
/// some of them to a power cut costs nothing but a line of `digitd model diff`.
struct ReadingRing {
    /// Readings that are kept.
    let capacity: Int
    private let path: String
    /// The number of the next reading.
    private var next: UInt64 = 1

    /// Goes on with the file, where there is one; one of another capacity is written anew with the newest of its readings.
    ///
    /// Whoever has it writes to it alone. It is open while something is added only: a file that stays open for writing
    /// would keep its file system from being made read-only or unmounted.
    init(path: String, capacity: Int) throws(SystemError) {
        precondition(capacity > 0, "a ring of \(capacity) readings")
        self.capacity = capacity
        self.path = path
        let (last, isInPlace) = try Self.look(path, capacity)
        next = last + 1
        if !isInPlace {
            let found = Self.readings(path: path)
            let size = KeptReading.recordSize
            var bytes = [UInt8](repeating: 0, count: min(found.count, capacity) * size)
            for (place, var reading) in found.suffix(capacity).enumerated() {
                // Numbered afresh, so that they fill the slots from the first on.
                reading.number = UInt64(place + 1)
                var record: [UInt8] = []
                reading.append(to: &record)
                bytes.replaceSubrange(place * size..<(place + 1) * size, with: record)
            }
            next = UInt64(min(found.count, capacity) + 1)
            try AtomicFile.write(bytes, to: path, durable: false)
        }
    }

    /// Adds readings, which get their numbers here: one write, or two where the ring begins anew.
    mutating func append(_ readings: [KeptReading]) throws(SystemError) {
        let newest = readings.suffix(capacity)
        var bytes: [UInt8] = []
        bytes.reserveCapacity(newest.count * KeptReading.recordSize)
        let first = Self.slot(of: next, capacity)
        for var reading in newest {
            reading.number = next
            reading.append(to: &bytes)
            next += 1
        }
        let untilEnd = min(newest.count, capacity - first) * KeptReading.recordSize
        let number = open(path, O_WRONLY | O_CREAT | O_CLOEXEC | O_NOFOLLOW, 0o640)
        guard number >= 0 else { throw SystemError(number: errno, call: "open") }
        let file = Descriptor(owning: number)
        try file.write(Array(bytes[..<untilEnd]), at: Int64(first * KeptReading.recordSize))
        try file.write(Array(bytes[untilEnd...]), at: 0)
    }

    private static func slot(of number: UInt64, _ capacity: Int) -> Int { Int((number - 1) % UInt64(capacity)) }
}

extension ReadingRing {
    /// The file of a root.
    static func path(root: String) -> String { "\(root)/\(SpoolFolder.state.rawValue)/readings" }

    /// All readings that are whole, oldest first; none where there is no file.
    static func readings(path: String) -> [KeptReading] {
        records(path: path).sorted { $0.number < $1.number }
    }

    /// The number of the newest reading that is whole, 0 where there is none, and whether each lies in the slot that a
    /// ring of this capacity has for it. Takes the memory of some records, however many there are.
    private static func look(_ path: String, _ capacity: Int) throws(SystemError) -> (last: UInt64, isInPlace: Bool) {
        let number = open(path, O_RDONLY | O_CLOEXEC | O_NOFOLLOW)
        guard number >= 0 else {
            if errno == ENOENT { return (0, true) }
            throw SystemError(number: errno, call: "open")
        }
        let file = Descriptor(owning: number), size = KeptReading.recordSize
        var bytes = [UInt8](repeating: 0, count: 64 * size)
        var last: UInt64 = 0, isInPlace = true, slot = 0
        while true {
            let filled = try file.read(into: &bytes, count: bytes.count)
            for start in stride(from: 0, to: filled - filled % size, by: size) {
                if let number = KeptReading.number(ofRecord: bytes[start..<start + size]) {
                    last = max(last, number)
                    if Self.slot(of: number, capacity) != slot { isInPlace = false }
                }
                slot += 1
            }
            if filled < bytes.count { return (last, isInPlace) }
        }
    }

    private static func records(path: String) -> [KeptReading] {
        guard let data = try? Data(contentsOf: URL(filePath: path)) else { return [] }
        let bytes = [UInt8](data), size = KeptReading.recordSize
        return (0..<bytes.count / size).compactMap { slot in
            KeptReading(record: bytes[slot * size..<(slot + 1) * size])
        }
    }
}

/// The readings a root has kept.
public enum KeptReadings {
    /// All of them, oldest first; none where none are kept.
    public static func all(root: String) -> [KeptReading] {
        ReadingRing.readings(path: ReadingRing.path(root: root))
    }
}
