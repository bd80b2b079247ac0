/// FNV-1a with 64 bits (Fowler, Noll, Vo): tells a whole record from a torn one. No protection against intent.
enum Checksum {
    static func fnv1a(_ bytes: some Sequence<UInt8>) -> UInt64 {
        var hash: UInt64 = 0xCBF2_9CE4_8422_2325
        for byte in bytes {
            hash = (hash ^ UInt64(byte)) &* 0x0000_0100_0000_01B3
        }
        return hash
    }

    /// Eight hex digits that depend on all the bytes.
    static func hexTag(_ bytes: [UInt8]) -> [UInt8] {
        let hash = fnv1a(bytes)
        let digits = Array("0123456789abcdef".utf8)
        return (0..<8).map { digits[Int(truncatingIfNeeded: hash >> UInt64(4 * $0)) & 15] }
    }
}
