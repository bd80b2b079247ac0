import Testing

@testable import Imaging

@Suite struct TransparentPaperTests {
    /// A bar of `ink` with half-transparent sides on nothing, as grey and alpha.
    private func bar(ink: UInt16, hidden: UInt16) -> HandmadePNG {
        let row: [UInt16] = [hidden, 0, hidden, 0, ink, 128, ink, 255, ink, 128, hidden, 0, hidden, 0]
        let empty: [UInt16] = [hidden, 0, hidden, 0, hidden, 0, hidden, 0, hidden, 0, hidden, 0, hidden, 0]
        let samples = empty + row + row + row + row + row + empty
        return HandmadePNG(width: 7, height: 7, colorType: .grayAlpha, bitDepth: 8, samples: samples)
    }

    @Test(arguments: [(0, 0), (0, 255), (40, 0)])
    func darkInkLiesOnWhite(ink: UInt16, hidden: UInt16) throws {
        let raster = try PNGDecoder().decode(bar(ink: ink, hidden: hidden).bytes).raster
        #expect(raster[0, 0] == 255 && raster[3, 3] == UInt8(ink))
        #expect((100...170).contains(raster[2, 3]))
    }

    @Test(arguments: [(255, 0), (255, 255), (220, 255)])
    func lightInkLiesOnBlack(ink: UInt16, hidden: UInt16) throws {
        let raster = try PNGDecoder().decode(bar(ink: ink, hidden: hidden).bytes).raster
        #expect(raster[0, 0] == 0 && raster[3, 3] == UInt8(ink))
        #expect((90...150).contains(raster[2, 3]))
    }

    @Test func hiddenColorsDoNotCountWhenAveraging() throws {
        let raster = try PNGDecoder(workingSize: 1).decode(bar(ink: 0, hidden: 255).bytes).raster
        let opaque = (5.0 + 10 * 128.0 / 255) / 49
        #expect(abs(Double(raster[0, 0]) - 255 * (1 - opaque)) <= 2)
    }

    @Test func aCardKeepsItsOwnPaper() throws {
        // Light paper with a dark bar, 6 x 6, in the middle of nothing.
        let samples = (0..<100).flatMap { index -> [UInt16] in
            let (x, y) = (index % 10, index / 10)
            guard (2..<8).contains(x), (2..<8).contains(y) else { return [0, 0] }
            return [x == 4 ? 10 : 240, 255]
        }
        let png = HandmadePNG(width: 10, height: 10, colorType: .grayAlpha, bitDepth: 8, samples: samples)
        let raster = try PNGDecoder().decode(png.bytes).raster
        #expect(raster[0, 0] == 240 && raster[4, 4] == 10)
    }

    @Test func nothingAtAllIsWhite() throws {
        let png = HandmadePNG(
            width: 3,
            height: 3,
            colorType: .rgba,
            bitDepth: 8,
            samples: .init(repeating: 0, count: 36)
        )
        #expect(try PNGDecoder().decode(png.bytes).raster.pixels.allSatisfy { $0 == 255 })
    }
}
