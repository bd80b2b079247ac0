import Testing

@testable import Imaging

@Suite struct PNGRowWriterTests {
    @Test func rowsInPartsGiveTheWholePicture() throws {
        let bytes = (0..<5 * 7 * 3).map { UInt8($0 * 37 % 256) }
        var writer = try PNGRowWriter(width: 5, height: 7, colorType: .rgb)
        try writer.append(Array(bytes[..<15]))
        try writer.append([])
        try writer.append(Array(bytes[15..<75]))
        try writer.append(Array(bytes[75...]))
        let file = try writer.finish()
        let samples = try PNGDecoder().decodeChannels(file).samples
        #expect(samples.indices.filter { $0 % 4 < 3 }.map { UInt8(samples[$0] / 257) } == bytes)
    }

    /// A writer that is given up leaves nothing behind; the sanitiser of the C library would tell.
    @Test func aWriterThatIsGivenUp() throws {
        var writer = try PNGRowWriter(width: 3, height: 2, colorType: .gray)
        try writer.append([1, 2, 3])
    }

    @Test func whatNoPNGCanHoldIsRefused() {
        #expect(throws: PNGError.self) { _ = try PNGRowWriter(width: 1 << 31, height: 1, colorType: .gray) }
    }
}
