/// What lies in `labeled/`: how many files a digit, and a number that changes when they change.
public struct LabelSurvey: Sendable, Equatable {
    /// Files of each digit, 0 to 9.
    public private(set) var counts = [Int](repeating: 0, count: 10)
    /// Changes when a file is added, removed, moved or written to. 0 where there are none.
    public private(set) var fingerprint: UInt64 = 0

    /// Looks at the labels of a root.
    public init(root: String) {
        for digit in 0...9 { survey(FolderEntries("\(root)/labeled/\(digit)"), digit: digit) }
    }

    /// A survey of these findings.
    init(counts: [Int], fingerprint: UInt64) {
        precondition(counts.count == 10, "\(counts.count) counts")
        self.counts = counts
        self.fingerprint = fingerprint
    }

    /// Files in all.
    public var total: Int { counts.reduce(0, +) }

    private mutating func survey(_ entries: FolderEntries, digit: Int) {
        for entry in entries {
            if entry.isFolder {
                survey(entry.entries, digit: digit)
            } else {
                counts[digit] += 1
                // A sum, so that the order in which the kernel lists them does not matter.
                let numbers = [Int64(digit), entry.size, entry.modified].map { UInt64(bitPattern: $0) }
                fingerprint &+= Self.mix(numbers + [entry.inode])
            }
        }
    }

    /// FNV-1a over the numbers' bytes (Fowler, Noll, Vo).
    private static func mix(_ numbers: [UInt64]) -> UInt64 {
        var hash: UInt64 = 0xCBF2_9CE4_8422_2325
        for number in numbers {
            for shift in stride(from: UInt64(0), to: 64, by: 8) {
                hash = (hash ^ (number >> shift & 255)) &* 0x0000_0100_0000_01B3
            }
        }
        return hash
    }
}
