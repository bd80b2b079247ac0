internal import CLibDeflate

/// Sums of bytes, without any protection against intent.
public enum Checksum {
    /// CRC-32 as gzip has it (RFC 1952, section 8), computed by libdeflate: tells a whole record from a torn one.
    public static func crc32(_ bytes: ArraySlice<UInt8>) -> UInt32 {
        var sum = CRC32()
        sum.add(bytes)
        return sum.value
    }

    static func crc32(_ text: String) -> UInt32 { crc32(Array(text.utf8)[...]) }

    /// The CRC-32 of what is added piece by piece.
    struct CRC32 {
        private(set) var value: UInt32 = 0

        mutating func add(_ bytes: ArraySlice<UInt8>) {
            // Without a buffer the library gives the value to begin with.
            guard !bytes.isEmpty else { return }
            value = bytes.withUnsafeBytes { libdeflate_crc32(value, $0.baseAddress, $0.count) }
        }

        mutating func add(_ text: String) { add(Array(text.utf8)[...]) }
    }

    /// FNV-1a with 64 bits (Fowler, Noll, Vo): the same in every run, spread over all bits.
    static func fnv1a(_ bytes: some Sequence<UInt8>) -> UInt64 {
        bytes.reduce(0xCBF2_9CE4_8422_2325) { ($0 ^ UInt64($1)) &* 0x0000_0100_0000_01B3 }
    }

    /// Eight hex digits that depend on all the bytes.
    static func hexTag(_ bytes: [UInt8]) -> [UInt8] {
        let hash = fnv1a(bytes)
        let digits = Array("0123456789abcdef".utf8)
        return (0..<8).map { digits[Int(truncatingIfNeeded: hash >> UInt64(4 * $0)) & 15] }
    }
}
