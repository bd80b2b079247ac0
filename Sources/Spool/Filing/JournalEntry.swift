/// One file in hand, as the journal keeps it: enough to finish its filing after a crash.
struct JournalEntry: Equatable, Sendable {
    /// Below the inbox.
    var path: [UInt8]
    var stamp: FileStamp
    var sha256: [UInt8]
    /// Bytes of the result; 0 where it gets none of its own.
    var resultSize: Int
    /// Folders below `results/` and below the destination, and the names there.
    var resultFolder: [UInt8]
    var originalFolder: [UInt8]
    var name: SharedName
    /// nil: the original is removed.
    var destination: SpoolFolder?
    /// What it counts as.
    var kind: Counts.Kind

    var resultPath: [UInt8] { SpoolPath.join(resultFolder, name.result) }
    var originalPath: [UInt8] { SpoolPath.join(originalFolder, name.original) }

    var filedNames: FiledNames {
        FiledNames(result: resultPath, original: destination == nil ? nil : originalPath, folder: destination)
    }

    private static let fieldCount = 14

    /// Adds the fields, each ended by a zero byte, which no name holds.
    func encode(into bytes: inout [UInt8]) {
        func field(_ value: some Sequence<UInt8>) {
            bytes.append(contentsOf: value)
            bytes.append(0)
        }
        func field(_ value: some FixedWidthInteger) {
            Decimal.append(UInt64(truncatingIfNeeded: value), to: &bytes)
            bytes.append(0)
        }
        field(path)
        field(stamp.size)
        field(stamp.modified)
        field(stamp.changed)
        field(stamp.inode)
        field(stamp.device)
        field(sha256)
        field(resultSize)
        field(resultFolder)
        field(originalFolder)
        field(name.original)
        field(name.result)
        field((destination?.rawValue ?? "").utf8)
        field(kind.rawValue.utf8)
    }

    /// All entries of a journal's body; nil where it does not divide into entries.
    static func decode(_ body: ArraySlice<UInt8>) -> [JournalEntry]? {
        let fields = body.split(separator: 0, omittingEmptySubsequences: false).dropLast()
        guard fields.count.isMultiple(of: fieldCount) else { return nil }
        var entries: [JournalEntry] = []
        var rest = fields
        while !rest.isEmpty {
            guard let entry = JournalEntry(fields: rest.prefix(fieldCount).map(Array.init)) else { return nil }
            entries.append(entry)
            rest = rest.dropFirst(fieldCount)
        }
        return entries
    }

    private init?(fields: [[UInt8]]) {
        let numbers = [1, 2, 3, 4, 5, 7].compactMap { UInt64(String(decoding: fields[$0], as: UTF8.self)) }
        guard numbers.count == 6 else { return nil }
        let folder = String(decoding: fields[12], as: UTF8.self)
        let destination = SpoolFolder(rawValue: folder)
        guard folder.isEmpty || destination != nil,
            let kind = Counts.Kind(rawValue: String(decoding: fields[13], as: UTF8.self))
        else { return nil }
        self.init(
            path: fields[0],
            stamp: FileStamp(
                size: Int64(bitPattern: numbers[0]),
                modified: Int64(bitPattern: numbers[1]),
                changed: Int64(bitPattern: numbers[2]),
                inode: numbers[3],
                device: numbers[4]
            ),
            sha256: fields[6],
            resultSize: Int(truncatingIfNeeded: numbers[5]),
            resultFolder: fields[8],
            originalFolder: fields[9],
            name: SharedName(original: fields[10], result: fields[11]),
            destination: destination,
            kind: kind
        )
    }

    init(
        path: [UInt8],
        stamp: FileStamp,
        sha256: [UInt8],
        resultSize: Int,
        resultFolder: [UInt8],
        originalFolder: [UInt8],
        name: SharedName,
        destination: SpoolFolder?,
        kind: Counts.Kind
    ) {
        self.path = path
        self.stamp = stamp
        self.sha256 = sha256
        self.resultSize = resultSize
        self.resultFolder = resultFolder
        self.originalFolder = originalFolder
        self.name = name
        self.destination = destination
        self.kind = kind
    }
}

/// Decimal digits without `String`.
enum Decimal {
    static func append(_ value: UInt64, to bytes: inout [UInt8]) {
        let start = bytes.count
        var rest = value
        repeat {
            bytes.append(UInt8(ascii: "0") + UInt8(rest % 10))
            rest /= 10
        } while rest > 0
        // Reversing a slice would copy the array.
        var (low, high) = (start, bytes.count - 1)
        while low < high {
            bytes.swapAt(low, high)
            (low, high) = (low + 1, high - 1)
        }
    }
}
