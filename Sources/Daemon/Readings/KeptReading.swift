import Imaging
import Recognition
import Spool

/// What is kept of one picture that was read: the 784 bytes that the network saw, and what it made of them.
public struct KeptReading: Sendable, Hashable {
    /// Counts the readings of a root, from 1.
    public var number: UInt64
    /// The file, as its result names it; the end of a name longer than ``longestName`` bytes.
    public var file: String
    /// When it was read.
    public var readAt: Timestamp
    /// The digit it was read as.
    public var digit: Int
    /// The calibrated probability of ``digit``.
    public var confidence: Float
    /// Whether the result was `uncertain`.
    public var isDoubted: Bool
    /// What the network saw.
    public var image: DigitImage

    /// A reading of these parts.
    public init(
        number: UInt64,
        file: String,
        readAt: Timestamp,
        digit: Int,
        confidence: Float,
        isDoubted: Bool,
        image: DigitImage
    ) {
        precondition((0...9).contains(digit), "digit \(digit)")
        self.number = number
        self.file = file
        self.readAt = readAt
        self.digit = digit
        self.confidence = confidence
        self.isDoubted = isDoubted
        self.image = image
    }
}

/// The record of a reading: 1024 bytes, numbers little-endian.
///
/// | bytes | what |
/// |---|---|
/// | 0 ..< 8 | CRC-32 of the rest, which tells a whole record from a torn one |
/// | 8 ..< 16 | number, from 1 |
/// | 16 ..< 24 | time, milliseconds since 1970 |
/// | 24 ..< 28 | confidence, the bits of a float |
/// | 28, 29 | digit; 1 where the result was uncertain |
/// | 30 ..< 32 | bytes of the name |
/// | 32 ..< 240 | the name, UTF-8, zeros behind it |
/// | 240 ..< 1024 | pixels, row by row, ink 255 on paper 0 |
extension KeptReading {
    /// Bytes of a record.
    static let recordSize = 1024
    /// The most bytes of a name that are kept.
    static let longestName = 208
    private static let pixelsAt = 32 + longestName

    /// Adds the record to `bytes`.
    func append(to bytes: inout [UInt8]) {
        let start = bytes.count
        Self.append(0, size: 8, to: &bytes)
        Self.append(number, size: 8, to: &bytes)
        Self.append(UInt64(bitPattern: readAt.millisecondsSinceEpoch), size: 8, to: &bytes)
        Self.append(UInt64(confidence.bitPattern), size: 4, to: &bytes)
        bytes.append(UInt8(digit))
        bytes.append(isDoubted ? 1 : 0)
        let name = Self.end(of: file)
        Self.append(UInt64(name.count), size: 2, to: &bytes)
        bytes.append(contentsOf: name)
        bytes.append(contentsOf: repeatElement(0, count: Self.longestName - name.count))
        bytes.append(contentsOf: image.pixels)
        let sum = UInt64(Checksum.crc32(bytes[(start + 8)...]))
        for place in 0..<8 { bytes[start + place] = UInt8(truncatingIfNeeded: sum >> UInt64(8 * place)) }
    }

    /// The reading of a record of ``recordSize`` bytes; nil where it is torn, or was never written.
    init?(record: ArraySlice<UInt8>) {
        let start = record.startIndex
        let length = Int(Self.number(in: record, at: 30, size: 2)), digit = Int(record[start + 28])
        guard let number = Self.number(ofRecord: record), length <= Self.longestName, digit <= 9 else { return nil }
        self.init(
            number: number,
            file: String(decoding: record[(start + 32)..<(start + 32 + length)], as: UTF8.self),
            readAt: Timestamp(millisecondsSinceEpoch: Int64(bitPattern: Self.number(in: record, at: 16, size: 8))),
            digit: digit,
            confidence: Float(bitPattern: UInt32(Self.number(in: record, at: 24, size: 4))),
            isDoubted: record[start + 29] != 0,
            image: DigitImage(pixels: Array(record[(start + Self.pixelsAt)...]))
        )
    }

    /// The number of a record of ``recordSize`` bytes alone; nil where it is torn, or was never written.
    static func number(ofRecord record: ArraySlice<UInt8>) -> UInt64? {
        precondition(record.count == recordSize, "a record of \(record.count) bytes")
        let number = number(in: record, at: 8, size: 8)
        let sum = UInt64(Checksum.crc32(record[(record.startIndex + 8)...]))
        let isWhole = self.number(in: record, at: 0, size: 8) == sum
        return isWhole && number > 0 ? number : nil
    }

    private static func number(in record: ArraySlice<UInt8>, at place: Int, size: Int) -> UInt64 {
        (0..<size).reduce(0) { $0 | UInt64(record[record.startIndex + place + $1]) << UInt64(8 * $1) }
    }

    private static func append(_ number: UInt64, size: Int, to bytes: inout [UInt8]) {
        for place in 0..<size { bytes.append(UInt8(truncatingIfNeeded: number >> UInt64(8 * place))) }
    }

    /// The end of a name that is too long, from the first whole character on.
    private static func end(of name: String) -> [UInt8] {
        let bytes = Array(name.utf8)
        guard bytes.count > longestName else { return bytes }
        // 0b10…… goes on with a character.
        return Array(bytes.suffix(longestName).drop { $0 & 0xC0 == 0x80 })
    }
}
