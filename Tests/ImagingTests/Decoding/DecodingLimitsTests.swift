import Testing

@testable import Imaging

@Suite struct DecodingLimitsTests {
    /// Header, a scrap of pixel data and an end: what a bomb looks like.
    private func bomb(width: Int, height: Int, interlaced: Bool = false, colorType: UInt8 = 6) -> [UInt8] {
        let header = HandmadePNG.word(width) + HandmadePNG.word(height) + [8, colorType, 0, 0, interlaced ? 1 : 0]
        return Array(HandmadePNG(width: 1, height: 1, colorType: .gray, bitDepth: 8, samples: [0]).bytes[..<8])
            + HandmadePNG.chunk("IHDR", header) + HandmadePNG.chunk("IDAT", HandmadePNG.stored([0]))
            + HandmadePNG.chunk("IEND", [])
    }

    @Test(arguments: [(60_000, 60_000), (500_001, 1000), (0x7FFF_FFFF, 0x7FFF_FFFF)])
    func aBombIsTooLarge(width: Int, height: Int) {
        let error = PNGError.tooLarge(width: width, height: height, limit: 500_000_000)
        #expect(throws: error) { try PNGDecoder().decode(bomb(width: width, height: height)) }
        #expect(throws: error) { try PNGDecoder().decodeChannels(bomb(width: width, height: height)) }
        // Its header alone is enough.
        #expect(throws: error) { try PNGDecoder().decode(Array(bomb(width: width, height: height)[..<33])) }
    }

    @Test func rowsThatTakeTooMuchMemoryAreTooLarge() throws {
        let error = #expect(throws: PNGError.self) { try PNGDecoder().decode(bomb(width: 400_000_000, height: 1)) }
        guard case .tooLarge(400_000_000, 1, let limit) = error else {
            Issue.record("\(String(describing: error))")
            return
        }
        #expect((1...100_000_000).contains(limit))
    }

    @Test(arguments: [false, true])
    func aHighPictureNeedsFewRows(interlaced: Bool) {
        // Within the limits, so the reader goes on to the rows and finds them missing.
        let error = #expect(throws: PNGError.self) {
            try PNGDecoder().decode(bomb(width: 20_000, height: 20_000, interlaced: interlaced))
        }
        #expect(error?.code == "corrupt")
    }

    /// Each row costs something, however narrow it is.
    @Test func picturesOfMillionsOfRowsAreRefused() {
        var picture = HandmadePNG(width: 1, height: 1, colorType: .gray, bitDepth: 8, samples: [0])
        picture.declaredHeight = 100_000_000
        #expect(throws: PNGError.tooLarge(width: 1, height: 100_000_000, limit: 7_812_500)) {
            try PNGDecoder().decode(picture.bytes)
        }
    }

    /// Disks and cameras pad files with zeros.
    @Test func whatFollowsTheEndIsNotCounted() throws {
        let picture = HandmadePNG(width: 1, height: 1, colorType: .gray, bitDepth: 8, samples: [0])
        _ = try PNGDecoder().decode(picture.bytes + [UInt8](repeating: 0, count: 3 << 20))
    }

    @Test func theLimitOnPixelsIsExact() throws {
        let png = HandmadePNG(
            width: 10,
            height: 10,
            colorType: .gray,
            bitDepth: 1,
            samples: .init(repeating: 1, count: 100)
        )
        _ = try PNGDecoder(limits: DecodingLimits(pixels: 100)).decode(png.bytes)
        #expect(throws: PNGError.tooLarge(width: 10, height: 10, limit: 99)) {
            try PNGDecoder(limits: DecodingLimits(pixels: 99)).decode(png.bytes)
        }
    }

    @Test func bytesAndChunksAreLimited() throws {
        var png = HandmadePNG(width: 1, height: 1, colorType: .gray, bitDepth: 8, samples: [9])
        png.extraChunks = (0..<20).map { _ in ("teSt", []) }
        let count = png.bytes.count
        _ = try PNGDecoder(limits: DecodingLimits(bytes: count, chunks: 24)).decode(png.bytes)
        #expect(throws: PNGError.tooManyBytes(count: count, limit: count - 1)) {
            try PNGDecoder(limits: DecodingLimits(bytes: count - 1)).decode(png.bytes)
        }
        #expect(throws: PNGError.tooManyChunks(limit: 23)) {
            try PNGDecoder(limits: DecodingLimits(chunks: 23)).decode(png.bytes)
        }
    }

    @Test func fullSizeChannelsAreLimitedToo() {
        #expect(throws: PNGError.self) { try PNGDecoder().decodeChannels(bomb(width: 20_000, height: 20_000)) }
    }
}
