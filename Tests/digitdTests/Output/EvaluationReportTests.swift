import Foundation
import Testing

@testable import digitd

@Suite struct EvaluationReportTests {
    var report: EvaluationReport {
        var confusion = [[Int]](repeating: [Int](repeating: 0, count: 10), count: 10)
        confusion[7][7] = 8
        confusion[7][1] = 1
        confusion[0][0] = 1
        return EvaluationReport(
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
        #expect(lines[0] == "images             12")
        #expect(lines[1] == "correct            9  (75.00 %)")
        #expect(lines[2] == "  at one look      6  (50.00 %)")
        #expect(lines[3] == "classified         75.00 %, 12.50 % of them wrong")
        #expect(lines[4] == "without a digit    2  (blank or rejected)")
        #expect(lines[5] == "calibration error  6.00 %  (expected, 15 bins)")
        #expect(lines.count == 17)
    }

    @Test func json() throws {
        let read = try JSONSerialization.jsonObject(with: Data(report.json.utf8)) as? [String: Any]
        let object = try #require(read)
        #expect(object["images"] as? Int == 12)
        #expect(object["correct"] as? Int == 9)
        #expect(object["accuracy"] as? Double == 0.75)
        #expect(object["correct_at_one_look"] as? Int == 6)
        #expect(object["ece"] as? Double == 0.06)
        #expect(object["confusion"] as? [[Int]] == report.confusion)
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
