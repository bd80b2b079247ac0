import Testing

@testable import Imaging

@Suite struct ColorDecodingTests {
    @Test(arguments: PNGKind.all)
    func coloursAreTheFirstBytesOfTheChannels(kind: PNGKind) throws {
        let file = kind.picture(width: 13, height: 6).bytes
        let (colors, channels) = (try PNGDecoder().decodeColors(file), try PNGDecoder().decodeChannels(file))
        #expect((colors.width, colors.height) == (13, 6))
        for (index, value) in colors.pixels.enumerated() {
            // Where nothing shows, colours do not count.
            if colors.pixels[index / 4 * 4 + 3] == 0 { continue }
            #expect(abs(Int(value) - Int(channels.samples[index]) / 257) <= 1, "\(kind), place \(index)")
        }
    }

    @Test func largePicturesAreAveragedDown() throws {
        let bytes = (0..<60 * 40).flatMap { index -> [UInt8] in index % 60 < 30 ? [200, 10, 0] : [0, 10, 100] }
        let file = try PNGWriter().write(PNGPicture(width: 60, height: 40, rgb: bytes))
        let colors = try PNGDecoder(workingSize: 6).decodeColors(file)
        #expect((colors.width, colors.height) == (6, 4))
        #expect(Array(colors.pixels[..<4]) == [200, 10, 0, 255] && Array(colors.pixels[20..<24]) == [0, 10, 100, 255])
    }
}
