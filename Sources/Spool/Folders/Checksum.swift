/// FNV-1a with 64 bits (Fowler, Noll, Vo): tells a whole record from a torn one. No protection against intent.
public enum Checksum {
    /// The sum of these bytes.
    public static func fnv1a(_ bytes: ArraySlice<UInt8>) -> UInt64 {
        var sum = FNV1a()
        sum.add(bytes)
        return sum.value
    }

    static func fnv1a(_ bytes: some Sequence<UInt8>) -> UInt64 {
        var sum = FNV1a()
        sum.add(bytes)
        return sum.value
    }

    /// The sum of what is added piece by piece.
    struct FNV1a {
        private(set) var value: UInt64 = 0xCBF2_9CE4_8422_2325

        mutating func add(_ bytes: some Sequence<UInt8>) {
            for byte in bytes {
                value = (value ^ UInt64(byte)) &* 0x0000_0100_0000_01B3
            }
        }
    }

    /// Eight hex digits that depend on all the bytes.
    static func hexTag(_ bytes: [UInt8]) -> [UInt8] {
        let hash = fnv1a(bytes)
        let digits = Array("0123456789abcdef".utf8)
        return (0..<8).map { digits[Int(truncatingIfNeeded: hash >> UInt64(4 * $0)) & 15] }
    }
}
