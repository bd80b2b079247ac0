import Testing

@testable import Imaging

@Suite struct DamagedPNGTests {
    @Test func noBytesAreEmpty() {
        #expect(throws: PNGError.empty) { try PNGDecoder().decode([]) }
    }

    @Test(arguments: ["hello, this is text", "GIF89a", "\u{89}PNX"])
    func otherFilesAreNotPNG(text: String) {
        #expect(throws: PNGError.notPNG) { try PNGDecoder().decode(Array(text.utf8)) }
    }

    @Test(arguments: PNGKind.all.filter { $0.bitDepth == 8 })
    func everyPrefixIsTruncated(kind: PNGKind) throws {
        let bytes = kind.picture(width: 5, height: 3).bytes
        for count in 1..<bytes.count {
            #expect(throws: PNGError.truncated(count: count)) { try PNGDecoder().decode(Array(bytes[..<count])) }
        }
        #expect(throws: Never.self) { try PNGDecoder().decode(bytes) }
    }

    @Test func bytesAfterTheEndAreNoMatter() throws {
        let png = HandmadePNG(width: 2, height: 1, colorType: .gray, bitDepth: 8, samples: [3, 4])
        #expect(try PNGDecoder().decode(png.bytes + [1, 2, 3]).raster.pixels == [3, 4])
    }

    /// A flipped bit anywhere is either found or does not matter; nothing crashes.
    @Test(arguments: PNGKind.all.filter { $0.bitDepth >= 8 || $0.isInterlaced })
    func flippedBitsNeverPassForPixels(kind: PNGKind) throws {
        let picture = kind.picture(width: 4, height: 3)
        let bytes = picture.bytes
        var opaque = picture
        opaque.transparency = []
        let allowed = try [bytes, opaque.bytes].map { try PNGDecoder().decodeChannels($0) }
        try #require((allowed[0] != allowed[1]) == kind.hasTransparency)
        for index in bytes.indices {
            for bit in [index % 8] {
                var damaged = bytes
                damaged[index] ^= 1 << UInt8(bit)
                _ = try? PNGDecoder().decode(damaged)
                if let channels = try? PNGDecoder().decodeChannels(damaged) {
                    // Only a chunk that may be lost without harm to the rest (tRNS) can have gone, and as a whole.
                    #expect(allowed.contains(channels), "bit \(bit) of byte \(index)")
                }
            }
        }
    }

    @Test func scrambledFilesNeverCrash() throws {
        var generator = SplitMix(state: 99)
        for kind in PNGKind.all {
            let bytes = kind.picture(width: 9, height: 7).bytes
            for _ in 0..<25 {
                var damaged = bytes
                for _ in 0..<Int.random(in: 1...6, using: &generator) {
                    let at = Int.random(in: 8..<damaged.count, using: &generator)
                    switch Int.random(in: 0..<3, using: &generator) {
                    case 0: damaged[at] = UInt8.random(in: 0...255, using: &generator)
                    case 1: damaged.remove(at: at)
                    default: damaged.insert(UInt8.random(in: 0...255, using: &generator), at: at)
                    }
                }
                _ = try? PNGDecoder().decode(Self.withRightChecksums(damaged))
                _ = try? PNGDecoder().decode(damaged)
            }
        }
    }

    /// The same bytes with the checksum of every chunk made right, so that damage gets past it.
    private static func withRightChecksums(_ bytes: [UInt8]) -> [UInt8] {
        var bytes = bytes
        var at = 8
        while at + 12 <= bytes.count {
            let length = (0..<4).reduce(0) { $0 << 8 | Int(bytes[at + $1]) }
            guard length <= bytes.count - at - 12 else { break }
            let sum = HandmadePNG.word(Int(HandmadePNG.crc(Array(bytes[at + 4..<at + 8 + length]))))
            bytes.replaceSubrange(at + 8 + length..<at + 12 + length, with: sum)
            at += 12 + length
        }
        return bytes
    }

    @Test(arguments: [
        PNGError.empty, .notPNG, .truncated(count: 12), .corrupt(reason: "IDAT: CRC error"),
        .tooLarge(width: 60_000, height: 60_000, limit: 500_000_000), .tooManyBytes(count: 9, limit: 8),
        .tooManyChunks(limit: 7), .outOfMemory(width: 5, height: 5),
    ])
    func errorsAreOneLineWithACode(error: PNGError) {
        #expect(!error.description.contains("\n") && error.description.count > 15)
        let codes = ["empty", "not_png", "truncated", "corrupt", "too_large", "unreadable"]
        #expect(codes.contains(error.code))
    }
}

/// A small seeded generator (Steele, Lea, Flood, "Fast splittable pseudorandom number generators", 2014).
struct SplitMix: RandomNumberGenerator {
    var state: UInt64

    mutating func next() -> UInt64 {
        state &+= 0x9E37_79B9_7F4A_7C15
        var z = state
        z = (z ^ z >> 30) &* 0xBF58_476D_1CE4_E5B9
        z = (z ^ z >> 27) &* 0x94D0_49BB_1331_11EB
        return z ^ z >> 31
    }
}
