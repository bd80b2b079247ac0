import Foundation
import Recognition
import Testing

@testable import digitd

@Suite struct ResultWriterTests {
    static let hash = ContentHash(of: [])

    static func result(_ file: String, _ outcome: Outcome) -> DigitResult {
        DigitResult(
            file: file,
            sha256: hash,
            outcome: outcome,
            image: PictureSize(width: 28, height: 28),
            model: ModelIdentity(name: "m", sha256: hash),
            classifiedAt: Timestamp(millisecondsSinceEpoch: 0)
        )
    }

    static let seven = DigitReading(DigitProbabilities([0, 0, 0, 0.25, 0, 0, 0, 0.75, 0, 0])!)

    static let results = [
        result("a.png", .classified(seven)),
        result("sub/with, comma \"q\".png", .uncertain(.lowConfidence, seven)),
        result("b\u{1B}[2J\n.png", .blank),
        result("c.txt", .rejected(Rejection(code: .notPNG, message: "not a PNG file"))),
    ]

    func text(_ format: ResultFormat) -> String {
        let writer = ResultWriter(format: format, files: Self.results.map(\.file))
        var text: [UInt8] = []
        writer.appendHeader(to: &text)
        for result in Self.results { writer.append(result, to: &text) }
        return String(decoding: text, as: UTF8.self)
    }

    @Test func table() {
        #expect(
            text(.table) == """
                picture                  digit  confidence  status
                a.png                        7     75.00 %  classified
                sub/with, comma "q".png      7     75.00 %  uncertain (low_confidence)
                b\\u{1B}[2J\\n.png             -           -  uncertain (blank)
                c.txt                        -           -  rejected (not_png): not a PNG file

                """
        )
    }

    @Test func csv() {
        #expect(
            text(.csv) == """
                file,status,digit,confidence
                a.png,classified,7,0.750000
                "sub/with, comma ""q"".png",uncertain,7,0.750000
                "b\u{1B}[2J
                .png",uncertain,,
                c.txt,rejected,,

                """
        )
    }

    @Test func ndjsonIsAResultALine() throws {
        let lines = text(.ndjson).split(separator: "\n")
        #expect(lines.count == Self.results.count)
        for (line, result) in zip(lines, Self.results) {
            let object = try JSONSerialization.jsonObject(with: Data(line.utf8)) as? [String: Any]
            #expect(object?["file"] as? String == result.file)
        }
    }
}
