import Testing

@testable import Imaging

/// Pictures that are inflated as a whole, held against the same file read row by row.
@Suite struct InflationAtOnceTests {
    /// What a decoder makes of a file: the picture, or its fault in words.
    private func outcome(_ bytes: [UInt8], atOnce: Bool) -> Result<ChannelPicture, PNGError> {
        var limits = DecodingLimits()
        if !atOnce { limits.bytesAtOnce = 0 }
        let decoder = PNGDecoder(limits: limits)
        return Result { () throws(PNGError) in try decoder.decodeChannels(bytes) }
    }

    private func isAtOnce(_ bytes: [UInt8], limit: Int = 4 << 20) throws -> Bool {
        try bytes.withUnsafeBufferPointer { bytes in
            var reader = try PNGReader(bytes, chunkBytes: 1 << 20)
            _ = try reader.header()
            return try reader.start(.natural, atOnce: limit).isAtOnce
        }
    }

    /// Grey rows that compress, as libpng writes them.
    private func picture(_ width: Int, _ height: Int) throws -> [UInt8] {
        let pixels = (0..<width * height).map { UInt8(($0 / 3 % 7) * ($0 % width / 5 % 11) * 3) }
        return try PNGWriter().write(GrayRaster(width: width, height: height, pixels: pixels))
    }

    /// `bytes` with `change` made to the data of all IDAT chunks together, which come out as one chunk for each count
    /// in `cuts` and one for the rest, with right checksums.
    private func rewritten(
        _ bytes: [UInt8],
        cuts: [Int] = [],
        _ change: (inout [UInt8]) -> Void = { _ in }
    ) -> [UInt8] {
        var (result, data, position, rest) = (Array(bytes[..<8]), [UInt8](), 8, [UInt8]())
        while position + 12 <= bytes.count {
            let length = bytes[position..<position + 4].reduce(0) { $0 << 8 | Int($1) }
            let end = position + 12 + length
            guard end <= bytes.count else { break }
            let name = String(decoding: bytes[position + 4..<position + 8], as: UTF8.self)
            if name == "IDAT" {
                data += bytes[position + 8..<end - 4]
            } else if data.isEmpty {
                result += bytes[position..<end]
            } else {
                rest += bytes[position..<end]
            }
            position = end
        }
        change(&data)
        var left = data[...]
        for cut in cuts {
            result += HandmadePNG.chunk("IDAT", Array(left.prefix(cut)))
            left = left.dropFirst(cut)
        }
        return result + HandmadePNG.chunk("IDAT", Array(left)) + rest
    }

    // Filtered rows of 65,535 bytes fill one stored block, one more begins the next, and twice as many end it.
    @Test(arguments: [(1, 1), (28, 28), (254, 257), (65_534, 1), (65_535, 1), (255, 512), (600, 400)])
    func thePictureIsTheSame(width: Int, height: Int) throws {
        let bytes = try picture(width, height)
        let isSmall = width * height < 40
        #expect(try isAtOnce(bytes) || isSmall)
        #expect(try outcome(bytes, atOnce: true).get() == outcome(bytes, atOnce: false).get())
    }

    @Test(arguments: PNGKind.all)
    func everyKindIsTheSame(kind: PNGKind) throws {
        let picture = kind.picture(width: 37, height: 23)
        #expect(try isAtOnce(picture.bytes) != kind.isInterlaced)
        let channels = try outcome(picture.bytes, atOnce: true).get()
        #expect(channels.samples == picture.expectedChannels)
        #expect(try channels == outcome(picture.bytes, atOnce: false).get())
    }

    @Test(arguments: [[1], [0], [2, 0, 3, 0, 0, 700], [5, 5, 5, 5, 5, 5, 5, 5]])
    func dataInSeveralChunksAreJoined(cuts: [Int]) throws {
        let bytes = rewritten(try picture(300, 200), cuts: cuts)
        #expect(try isAtOnce(bytes))
        #expect(try outcome(bytes, atOnce: true).get() == outcome(bytes, atOnce: false).get())
    }

    /// One stored block, of which the first chunk ends within the Adler-32, where libpng's buffer of 8,192 bytes ends
    /// just before: nothing may be left for it to stumble over.
    @Test(arguments: 8185...8196)
    func aChunkMayEndWithinTheChecksum(cut: Int) throws {
        let samples = (0..<1636 * 5).map { UInt16($0 * 7 % 256) }
        let png = HandmadePNG(width: 1636, height: 5, colorType: .gray, bitDepth: 8, samples: samples)
        let bytes = rewritten(png.bytes, cuts: [cut])
        #expect(try outcome(bytes, atOnce: false).get().samples == png.expectedChannels)
        #expect(try outcome(bytes, atOnce: true).get().samples == png.expectedChannels)
    }

    @Test func onlyWhatIsWithinTheLimitIsInflatedAtOnce() throws {
        let bytes = try picture(300, 200)
        #expect(try isAtOnce(bytes, limit: 301 * 200))
        #expect(try !isAtOnce(bytes, limit: 301 * 200 - 1))
        #expect(try !isAtOnce(bytes, limit: 0))
    }

    /// Each of these libpng judges alone, with the words it has for it.
    @Test(arguments: [
        "a wrong Adler-32", "a byte behind the stream", "a stream cut short", "a window that is too small",
        "a damaged block", "a wrong checksum", "a damaged second chunk",
    ])
    func aDoubtfulStreamIsLeftToTheRowsOfLibpng(fault: String) throws {
        let whole = try picture(300, 200)
        let bytes: [UInt8]
        switch fault {
        case "a wrong Adler-32": bytes = rewritten(whole) { $0[$0.count - 1] ^= 1 }
        case "a byte behind the stream": bytes = rewritten(whole) { $0.append(0) }
        case "a stream cut short": bytes = rewritten(whole) { $0.removeLast(20) }
        case "a window that is too small":
            // 256 bytes, with the check bits of RFC 1950 put right.
            bytes = rewritten(whole) { ($0[0], $0[1]) = (0x08, 0x1D) }
        case "a damaged block": bytes = rewritten(whole) { $0[$0.count / 2] ^= 0x55 }
        case "a wrong checksum":
            // The last byte before IEND, which takes twelve.
            var damaged = whole
            damaged[whole.count - 13] ^= 1
            bytes = damaged
        default:
            var split = rewritten(whole, cuts: [40])
            split[41 + 12 + 40 + 30] ^= 1
            bytes = split
        }
        #expect(bytes != whole)
        #expect(try !isAtOnce(bytes))
        #expect(outcome(bytes, atOnce: true) == outcome(bytes, atOnce: false))
    }

    @Test func whateverBitIsFlippedTheOutcomeIsTheSame() throws {
        let whole = try picture(40, 30)
        for bit in stride(from: 64, to: whole.count * 8, by: 3) {
            var bytes = whole
            bytes[bit / 8] ^= 1 << UInt8(bit % 8)
            #expect(outcome(bytes, atOnce: true) == outcome(bytes, atOnce: false), "bit \(bit)")
            let mended = rewritten(bytes)
            #expect(outcome(mended, atOnce: true) == outcome(mended, atOnce: false), "bit \(bit), mended")
        }
    }
}
