import Testing

@testable import Imaging

@Suite struct PictureOrientationTests {
    /// Where each orientation puts the stored columns and rows: the letters of a picture of three by two.
    static let seen: [(orientation: Int, rows: [String])] = [
        (1, ["abc", "def"]), (2, ["cba", "fed"]), (3, ["fed", "cba"]), (4, ["def", "abc"]),
        (5, ["ad", "be", "cf"]), (6, ["da", "eb", "fc"]), (7, ["fc", "eb", "da"]), (8, ["cf", "be", "ad"]),
    ]

    /// Exif data with one entry before the orientation.
    private func exif(_ orientation: UInt8, bigEndian: Bool, entries: UInt8 = 2) -> [UInt8] {
        func short(_ value: UInt16) -> [UInt8] {
            let (high, low) = (UInt8(value >> 8), UInt8(value & 255))
            return bigEndian ? [high, low] : [low, high]
        }
        func word(_ value: UInt16) -> [UInt8] { bigEndian ? [0, 0] + short(value) : short(value) + [0, 0] }
        return Array((bigEndian ? "MM" : "II").utf8) + short(42) + word(8) + short(UInt16(entries))
            + short(0x010F) + short(2) + word(1) + [0, 0, 0, 0]
            + short(0x0112) + short(3) + word(1) + short(UInt16(orientation)) + [0, 0] + word(0)
    }

    private func bytes(_ exif: [UInt8]) -> [UInt8] {
        var png = HandmadePNG(
            width: 3,
            height: 2,
            colorType: .gray,
            bitDepth: 8,
            samples: "abcdef".utf8.map(UInt16.init)
        )
        png.extraChunks = [("eXIf", exif)]
        return png.bytes
    }

    private func picture(_ exif: [UInt8]) throws -> GrayRaster { try PNGDecoder().decode(bytes(exif)).raster }

    @Test(arguments: seen, [true, false])
    func picturesAreTurnedUpright(seen: (orientation: Int, rows: [String]), bigEndian: Bool) throws {
        let raster = try picture(exif(UInt8(seen.orientation), bigEndian: bigEndian))
        #expect(raster.height == seen.rows.count)
        #expect(raster.pixels == seen.rows.flatMap { Array($0.utf8) })
        let colors = try PNGDecoder().decodeColors(bytes(exif(UInt8(seen.orientation), bigEndian: bigEndian)))
        #expect(colors.height == raster.height)
        #expect(stride(from: 0, to: 24, by: 4).map { colors.pixels[$0] } == raster.pixels)
    }

    @Test func whatSaysNothingSensibleTurnsNothing() throws {
        let good = exif(6, bigEndian: true)
        let wrong = [
            [], Array(good.prefix(9)), Array(good.prefix(30)), exif(0, bigEndian: true), exif(9, bigEndian: false),
            exif(6, bigEndian: true, entries: 1), Array("MM\0*".utf8) + [255, 255, 255, 255, 0, 0, 0, 0],
            [UInt8](repeating: 255, count: 70_000),
        ]
        for data in wrong { #expect(try picture(data).pixels == Array("abcdef".utf8), "\(data.count) bytes") }
    }

    /// The box of the digit is told in the pixels of the file.
    @Test(arguments: 1...8)
    func boxesAreThoseOfTheFile(orientation: Int) {
        let stored = InkFacts.Box(x: 1, y: 0, width: 2, height: 1)
        var raster = GrayRaster(width: 5, height: 3, filledWith: 0)
        for x in 1..<3 { raster[x, 0] = 9 }
        let turn = PictureOrientation(exif: orientation)
        let seen = turn.turned(raster)
        let inked = seen.pixels.indices.filter { seen.pixels[$0] == 9 }
        let columns = inked.map { $0 % seen.width }, rows = inked.map { $0 / seen.width }
        let box = InkFacts.Box(
            x: columns.min()!,
            y: rows.min()!,
            width: columns.max()! - columns.min()! + 1,
            height: rows.max()! - rows.min()! + 1
        )
        #expect(turn.stored(box, width: seen.width, height: seen.height) == stored)
    }
}
