import Imaging
import Recognition
import Testing
import Training

@testable import digitd

@Suite struct ContactSheetTests {
    private let preparer = PicturePreparer()

    /// The file of a practice digit.
    private func png() throws -> [UInt8] {
        var configuration = PracticeSet.Configuration()
        configuration.looks = [.photo]
        configuration.sides = 120...120
        return try PNGEncoding.rgb8.encode(PracticeSet(configuration)[3].picture.raster())
    }

    private func result(_ outcome: Outcome, _ file: String = "scan.png") -> DigitResult {
        let hash = ContentHash(of: [])
        let model = ModelIdentity(name: "m", sha256: hash)
        return DigitResult(file: file, sha256: hash, outcome: outcome, image: nil, model: model, classifiedAt: .now)
    }

    private func count(_ color: Color, in canvas: Canvas) -> Int {
        (0..<canvas.width * canvas.height).count { canvas[$0 % canvas.width, $0 / canvas.width] == color }
    }

    @Test func aCellShowsStatusInkAndImage() throws {
        let cell = SheetCell(side: 84)
        let view = PictureView(try png(), preparer: preparer, side: 336)
        let reading = DigitReading(try #require(DigitProbabilities([0, 0, 0, 1, 0, 0, 0, 0, 0, 0])))
        let sure = cell.canvas(result(.classified(reading)), view)
        #expect((sure.width, sure.height) == (cell.width, cell.height))
        #expect(count(.green, in: sure) > 300 && count(.amber, in: sure) == 0)
        #expect(count(.blue, in: sure) > 20 && count(.red, in: sure) > 20)
        #expect(count(.black, in: sure) > 84 * 84 / 2)
        let unsure = cell.canvas(result(.uncertain(.lowConfidence, reading)), view)
        #expect(count(.green, in: unsure) == 0 && count(.amber, in: unsure) > 300)
    }

    @Test func filesThatAreNoPicturesHaveACellToo() {
        let view = PictureView(Array("no picture".utf8), preparer: preparer, side: 84)
        let rejection = Rejection(code: .notPNG, message: "not a PNG file")
        let canvas = SheetCell(side: 28).canvas(result(.rejected(rejection), "ключ\u{1B}.png"), view)
        #expect(count(.red, in: canvas) > 50)
    }

    @Test(arguments: [(1, 3, 1, 1), (3, 3, 3, 1), (7, 3, 3, 3), (250, 4, 4, 63)])
    func theSheetHasRoomForAll(count: Int, columns: Int, across: Int, down: Int) throws {
        let cell = SheetCell(side: 28)
        var sheet = try ContactSheet(count: count, columns: columns, cell: cell, title: "title")
        for _ in 0..<count {
            try sheet.append(Canvas(width: cell.width, height: cell.height, filledWith: .blue))
        }
        let picture = try PNGDecoder(workingSize: 1 << 20).decodeColors(try sheet.finish())
        let head = picture.height - down * cell.height
        #expect(picture.width == across * cell.width && (10...30).contains(head))
        let blue = stride(from: 0, to: picture.pixels.count, by: 4).count {
            picture.pixels[$0] == Color.blue.red && picture.pixels[$0 + 2] == Color.blue.blue
        }
        #expect(blue == count * cell.width * cell.height)
    }
}
