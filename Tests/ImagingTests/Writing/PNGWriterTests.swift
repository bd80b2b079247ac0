import Testing

@testable import Imaging

@Suite struct PNGWriterTests {
    @Test(arguments: PNGKind.all.filter { !$0.hasTransparency })
    func whatIsWrittenIsRead(kind: PNGKind) throws {
        for (width, height) in [(1, 1), (13, 6)] {
            let made = kind.picture(width: width, height: height)
            let palette = made.palette.map { PNGPicture.PaletteColor(red: $0.0, green: $0.1, blue: $0.2) }
            let picture = PNGPicture(
                width: width,
                height: height,
                colorType: kind.colorType,
                bitDepth: kind.bitDepth,
                samples: made.samples,
                palette: palette
            )
            let bytes = try PNGWriter(isInterlaced: kind.isInterlaced).write(picture)
            #expect(try PNGDecoder().decodeChannels(bytes).samples == made.expectedChannels)
            let header = try PNGDecoder().header(of: bytes)
            #expect((header.bitDepth, header.isInterlaced) == (kind.bitDepth, kind.isInterlaced))
        }
    }

    @Test func paletteAlphaIsWritten() throws {
        let picture = PNGPicture(
            width: 3,
            height: 1,
            colorType: .palette,
            bitDepth: 2,
            samples: [0, 1, 2],
            palette: [
                .init(red: 1, green: 2, blue: 3, alpha: 0), .init(red: 9, green: 9, blue: 9),
                .init(red: 4, green: 5, blue: 6),
            ]
        )
        let samples = try PNGDecoder().decodeChannels(try PNGWriter().write(picture)).samples
        #expect(samples.map { $0 / 257 } == [1, 2, 3, 0, 9, 9, 9, 255, 4, 5, 6, 255])
    }

    @Test func bytePicturesAndDigitsRoundTrip() throws {
        let raster = GrayRaster(width: 2, height: 2, pixels: [0, 99, 200, 255])
        #expect(try PNGDecoder().decode(try PNGWriter(compression: 9).write(raster)).raster == raster)
        let rgb = try PNGWriter().write(PNGPicture(width: 1, height: 1, rgb: [10, 20, 30]))
        #expect(try PNGDecoder().decodeChannels(rgb).samples == [2570, 5140, 7710, 65535])
        let rgba = try PNGWriter().write(PNGPicture(width: 1, height: 1, rgba: [10, 20, 30, 40]))
        #expect(try PNGDecoder().decodeChannels(rgba).samples == [2570, 5140, 7710, 10280])
        var digit = DigitImage()
        digit.pixels[300] = 255
        #expect(try PNGDecoder().decode(try PNGWriter().write(PNGPicture(digit))).raster.pixels == digit.pixels)
    }

    @Test func gammaIsStated() throws {
        let bytes = try PNGWriter(gamma: 1).write(GrayRaster(width: 1, height: 1, pixels: [128]))
        #expect(try PNGDecoder().header(of: bytes).gamma == 1)
    }
}
