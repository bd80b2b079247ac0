import Testing

@testable import Imaging

@Suite struct PNGDecoderTests {
    @Test(arguments: PNGKind.all)
    func channelsComeOutAsStored(kind: PNGKind) throws {
        for (width, height) in [(1, 1), (3, 2), (13, 11), (32, 9)] {
            let picture = kind.picture(width: width, height: height)
            let channels = try PNGDecoder().decodeChannels(picture.bytes)
            #expect(channels.width == width && channels.height == height)
            #expect(channels.samples == picture.expectedChannels)
        }
    }

    @Test(arguments: PNGKind.all)
    func theHeaderSaysWhatIsStored(kind: PNGKind) throws {
        let header = try PNGDecoder().header(of: kind.picture(width: 5, height: 4).bytes)
        #expect((header.width, header.height, header.bitDepth) == (5, 4, kind.bitDepth))
        #expect((header.colorType, header.isInterlaced) == (kind.colorType, kind.isInterlaced))
        #expect(header.hasTransparentColor == kind.hasTransparency)
    }

    /// The raster against the channels, turned to grey in floating point.
    @Test(arguments: PNGKind.all.filter { !$0.hasTransparency && $0.colorType != .grayAlpha && $0.colorType != .rgba })
    func colorsBecomeLuma(kind: PNGKind) throws {
        let bytes = kind.picture(width: 13, height: 11).bytes
        let channels = try PNGDecoder().decodeChannels(bytes).samples
        let raster = try PNGDecoder().decode(bytes).raster
        for pixel in raster.pixels.indices {
            let (red, green, blue) = (channels[4 * pixel], channels[4 * pixel + 1], channels[4 * pixel + 2])
            let luma = (0.2126 * Double(red) + 0.7152 * Double(green) + 0.0722 * Double(blue)) / 257
            #expect(abs(Double(raster.pixels[pixel]) - luma) <= 1)
        }
    }

    @Test(arguments: PNGKind.all)
    func averagingStreamsAndMixesPassesAlike(kind: PNGKind) throws {
        var picture = kind.picture(width: 37, height: 23)
        let small = PNGDecoder(workingSize: 10)
        let once = try small.decode(picture.bytes)
        #expect(once.reduction == 4)
        #expect((once.raster.width, once.raster.height) == (10, 6))
        picture.isInterlaced.toggle()
        #expect(try small.decode(picture.bytes).raster == once.raster)
    }

    @Test func averagesAreMeansOfBlocks() throws {
        let samples = (0..<35).map { UInt16($0 * 7) }
        let png = HandmadePNG(width: 7, height: 5, colorType: .gray, bitDepth: 8, samples: samples)
        let raster = try PNGDecoder(workingSize: 4).decode(png.bytes).raster
        for y in 0..<3 {
            for x in 0..<4 {
                var values: [Int] = []
                for row in 2 * y..<min(5, 2 * y + 2) {
                    for column in 2 * x..<min(7, 2 * x + 2) { values.append(Int(samples[row * 7 + column])) }
                }
                let mean = Double(values.reduce(0, +)) / Double(values.count)
                #expect(abs(Double(raster[x, y]) - mean) <= 0.5)
            }
        }
    }

    @Test(arguments: [(0.45455, 100, 100), (1.0, 128, 186), (0.2, 128, 53)])
    func gammaIsTurnedToThatOfAScreen(gamma: Double, stored: Int, shown: Int) throws {
        let number = HandmadePNG.word(Int(gamma * 100_000))
        for depth in [8, 16] {
            let sample = UInt16(depth == 8 ? stored : stored * 257)
            var png = HandmadePNG(width: 2, height: 1, colorType: .gray, bitDepth: depth, samples: [sample, 0])
            png.extraChunks = [("gAMA", number)]
            let raster = try PNGDecoder().decode(png.bytes).raster
            #expect(abs(Int(raster[0, 0]) - shown) <= 1)
            #expect(raster[1, 0] == 0)
            // sRGB goes before gAMA.
            png.extraChunks.append(("sRGB", [0]))
            #expect(try PNGDecoder().decode(png.bytes).raster[0, 0] == UInt8(stored))
        }
    }

    @Test func alphaIsNotBentByGamma() throws {
        var png = HandmadePNG(width: 3, height: 1, colorType: .grayAlpha, bitDepth: 8, samples: [0, 128, 0, 0, 0, 255])
        png.extraChunks = [("gAMA", HandmadePNG.word(100_000))]
        #expect(abs(Int(try PNGDecoder().decode(png.bytes).raster[0, 0]) - 127) <= 1)
    }

    @Test func chunksThatDoNotChangePixelsAreSkipped() throws {
        var png = HandmadePNG(width: 2, height: 1, colorType: .gray, bitDepth: 8, samples: [1, 2])
        // A compressed text that would not unpack, and one larger than any chunk may be in memory.
        png.extraChunks = [
            ("zTXt", Array("a".utf8) + [0, 0, 1, 2, 3]), ("iCCP", Array("p".utf8) + [0, 0, 9, 9]),
            ("teSt", [UInt8](repeating: 7, count: 3 << 20)),
        ]
        #expect(try PNGDecoder().decode(png.bytes).raster.pixels == [1, 2])
    }
}
