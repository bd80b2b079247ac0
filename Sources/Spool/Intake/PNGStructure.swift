/// How far the bytes of a file go, looking at chunk lengths alone (PNG specification, section 5).
enum PNGStructure: Sendable, Equatable {
    /// The IEND chunk is there, whole.
    case complete
    /// A PNG that has not come to its IEND, or no byte yet.
    case incomplete
    /// The first bytes are no PNG signature.
    case other

    private static let signature: [UInt8] = [0x89, 0x50, 0x4E, 0x47, 0x0D, 0x0A, 0x1A, 0x0A]
    private static let iend: UInt32 = 0x4945_4E44

    init(_ bytes: [UInt8]) {
        let start = min(bytes.count, 8)
        for index in 0..<start where bytes[index] != Self.signature[index] {
            self = .other
            return
        }
        var position = 8
        // A chunk is length (4), type (4), data, CRC (4).
        while position + 12 <= bytes.count {
            let length = Self.word(bytes, position)
            let type = Self.word(bytes, position + 4)
            // A hole in a file that is written out of order reads as zeros: no type, so not complete.
            guard length <= 0x7FFF_FFFF, type != 0 else { break }
            position += 12 + Int(length)
            if type == Self.iend, position <= bytes.count {
                self = .complete
                return
            }
        }
        self = .incomplete
    }

    @inline(__always)
    private static func word(_ bytes: [UInt8], _ at: Int) -> UInt32 {
        UInt32(bytes[at]) << 24 | UInt32(bytes[at + 1]) << 16 | UInt32(bytes[at + 2]) << 8 | UInt32(bytes[at + 3])
    }
}
