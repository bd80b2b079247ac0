/// Looks at a file's first bytes and its chunk list, without libpng, so that hopeless files cost nothing.
struct PNGPreflight {
    static let signature: [UInt8] = [0x89, 0x50, 0x4E, 0x47, 0x0D, 0x0A, 0x1A, 0x0A]
    private static let end = Array("IEND".utf8)

    var limits: DecodingLimits

    /// Throws where the bytes are no PNG or ask for more than the limits allow; deeper damage is left to libpng.
    func check(_ bytes: UnsafeBufferPointer<UInt8>) throws(PNGError) {
        if bytes.isEmpty { throw .empty }
        for (index, expected) in Self.signature.enumerated() {
            guard index < bytes.count else { throw .truncated(count: bytes.count) }
            guard bytes[index] == expected else { throw .notPNG }
        }
        if bytes.count > limits.bytes { throw .tooManyBytes(count: bytes.count, limit: limits.bytes) }
        try checkSize(bytes)
        try checkChunks(bytes)
    }

    /// Judges the size in IHDR, which must be the first chunk, unless its checksum is wrong (then libpng says so).
    private func checkSize(_ bytes: UnsafeBufferPointer<UInt8>) throws(PNGError) {
        guard bytes.count >= 33, bytes[12] == 0x49, bytes[13] == 0x48, bytes[14] == 0x44, bytes[15] == 0x52 else {
            return
        }
        let (width, height) = (word(bytes, 16), word(bytes, 20))
        // Sides of 2^31 and more break the format, and libpng says so; these cannot overflow.
        guard width < 1 << 31, height < 1 << 31, width * height > limits.pixels else { return }
        if crc(bytes[12..<29]) == UInt32(word(bytes, 29)) {
            throw .tooLarge(width: width, height: height, limit: limits.pixels)
        }
    }

    private func checkChunks(_ bytes: UnsafeBufferPointer<UInt8>) throws(PNGError) {
        // A file of so few bytes cannot hold more chunks than allowed: 12 bytes are the least a chunk takes.
        if bytes.count / 12 <= limits.chunks { return }
        var offset = Self.signature.count
        var count = 0
        while offset + 12 <= bytes.count {
            count += 1
            if count > limits.chunks { throw .tooManyChunks(limit: limits.chunks) }
            // What follows the end is no concern of the picture's.
            if bytes[offset + 4..<offset + 8].elementsEqual(Self.end) { return }
            offset += 12 + word(bytes, offset)
        }
    }

    private func word(_ bytes: UnsafeBufferPointer<UInt8>, _ at: Int) -> Int {
        Int(bytes[at]) << 24 | Int(bytes[at + 1]) << 16 | Int(bytes[at + 2]) << 8 | Int(bytes[at + 3])
    }

    /// CRC-32 as PNG uses it (polynomial 0xEDB88320, bits reflected), bit by bit: it runs over 17 bytes, and seldom.
    private func crc(_ bytes: Slice<UnsafeBufferPointer<UInt8>>) -> UInt32 {
        var crc = UInt32.max
        for byte in bytes {
            crc ^= UInt32(byte)
            for _ in 0..<8 { crc = crc & 1 == 1 ? crc >> 1 ^ 0xEDB8_8320 : crc >> 1 }
        }
        return ~crc
    }
}
