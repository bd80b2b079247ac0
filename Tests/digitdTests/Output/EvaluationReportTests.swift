import Foundation
import Recognition
import Testing

@testable import digitd

@Suite struct EvaluationReportTests {
    var report: EvaluationReport {
        var confusion = [[Int]](repeating: [Int](repeating: 0, count: 10), count: 10)
        confusion[7][7] = 8
        confusion[7][1] = 1
        confusion[0][0] = 1
        return EvaluationReport(
            model: ModelIdentity(name: "m", sha256: ContentHash(of: [1])),
            data: "my \"set\"",
            part: .test,
            images: 12,
            correct: 9,
            correctAtOneLook: 6,
            unread: 2,
            coverage: 0.75,
            risk: 0.125,
            calibrationError: 0.06,
            confusion: confusion
        )
    }

    @Test func table() {
        let lines = report.table.split(separator: "\n").map(String.init)
        #expect(lines[0] == "model              m")
        #expect(lines[1] == "data               my \"set\", its test part")
        #expect(lines[2] == "images             12")
        #expect(lines[3] == "correct            9  (75.00 %)")
        #expect(lines[4] == "  at one look      6  (50.00 %)")
        #expect(lines[5] == "classified         75.00 %, 12.50 % of them wrong")
        #expect(lines[6] == "without a digit    2  (blank or rejected)")
        #expect(lines[7] == "calibration error  6.00 %  (expected, 15 bins)")
        #expect(lines.count == 19)
    }

    @Test func json() throws {
        let read = try JSONSerialization.jsonObject(with: Data(report.json.utf8)) as? [String: Any]
        let object = try #require(read)
        #expect((object["model"] as? [String: String])?["name"] == "m")
        #expect(object["data"] as? String == "my \"set\"")
        #expect(object["part"] as? String == "test")
        #expect(object["images"] as? Int == 12)
        #expect(object["correct"] as? Int == 9)
        #expect(object["accuracy"] as? Double == 0.75)
        #expect(object["correct_at_one_look"] as? Int == 6)
        #expect(object["ece"] as? Double == 0.06)
        #expect(object["confusion"] as? [[Int]] == report.confusion)
    }

    @Test(
        arguments: [
            ("mnist/t10k-images-idx3-ubyte#0", "test"), ("a/train-images-idx3-ubyte.gz#7", "train"),
            ("emnist-digits-test-images-idx3-ubyte#1", "test"), ("d/4/bad.png", nil), ("d/4/test-#1.png", nil),
        ] as [(String, String?)]
    )
    func thePartIsToldByTheFile(picture: String, part: String?) {
        #expect(EvaluationReport.part(of: picture)?.rawValue == part)
    }

    @Test func tableHasARowALabel() {
        let table = EvaluationReport.table(ofConfusion: report.confusion)
        let lines = table.split(separator: "\n").map(String.init)
        #expect(lines.count == 11)
        #expect(lines[0] == "label    0    1    2    3    4    5    6    7    8    9  <- read as")
        #expect(lines[1] == "    0    1    .    .    .    .    .    .    .    .    .   100.0 %")
        #expect(lines[8] == "    7    .    1    .    .    .    .    .    8    .    .    88.9 %")
        #expect(lines[5] == "    4    .    .    .    .    0    .    .    .    .    .         -")
    }

    @Test(arguments: [
        (0.12345, 2, "0.12"), (0.995, 1, "1.0"), (-1.25, 1, "-1.3"), (12, 0, "12"), (0, 3, "0.000"),
        (-0.001, 2, "0.00"), (99.95, 2, "99.95"), (0.05, 2, "0.05"), (Double.nan, 2, "nan"),
    ])
    func fixedDecimals(value: Double, places: Int, expected: String) {
        #expect(decimals(value, places) == expected)
    }
}
