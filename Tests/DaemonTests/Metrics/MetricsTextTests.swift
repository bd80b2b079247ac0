import Foundation
import Logging
import Recognition
import Spool
import Testing

@testable import Daemon

@Suite struct MetricsTextTests {
    private func record(waiting: Int = 3) -> StatusRecord {
        StatusRecord(
            since: "2026-01-31T12:00:00.000Z",
            model: StatusRecord.Model(name: "a\"b\\c", sha256: "12"),
            waiting: waiting,
            owed: 1,
            intake: "polling",
            isFineTuning: false
        )
    }

    private var counts: Counts {
        var counts = Counts()
        counts.classified = 7
        counts.rejected = 2
        return counts
    }

    /// Every line is a comment or a sample, every metric has its type before its samples, and values arrive.
    @Test func isTheTextFormatOfPrometheus() throws {
        let text = String(decoding: MetricsText(record(), counts, now: .now).bytes, as: UTF8.self)
        #expect(text.hasSuffix("\n"))
        var types: Set<Substring> = []
        for line in text.dropLast().split(separator: "\n", omittingEmptySubsequences: false) {
            if let type = line.wholeMatch(of: /# TYPE ([a-z_]+) (counter|gauge)/) {
                #expect(types.insert(type.1).inserted, "\(line)")
            } else if line.wholeMatch(of: /# HELP [a-z_]+ [^\n]+\./) == nil {
                let sample = line.wholeMatch(
                    of: /([a-z_]+)(\{[a-z0-9]+="([^"\\]|\\.)*"(,[a-z0-9]+="([^"\\]|\\.)*")*\})? [0-9]+/
                )
                #expect(types.contains(try #require(sample, "\(line)").1), "\(line)")
            }
        }
        #expect(text.contains("\ndigitd_pictures_total{status=\"classified\"} 7\n"))
        #expect(text.contains("\ndigitd_waiting_files 3\n"))
        #expect(text.contains("\ndigitd_polling 1\n"))
        #expect(text.contains("\ndigitd_model_info{name=\"a\\\"b\\\\c\",sha256=\"12\"} 1\n"))
    }

    @Test func theFileIsWrittenWhereSomethingChangedOrALongTimePassed() throws {
        let root = try TemporaryRoot()
        var configuration = DaemonConfiguration()
        configuration.root = root.path
        #expect(MetricsFile(configuration, log: Logger(label: "test")) == nil)
        configuration.metricsFile = "digitd.prom"
        var file = try #require(MetricsFile(configuration, log: Logger(label: "test")))
        let path = "\(root.path)/digitd.prom"
        func wasWritten(_ waiting: Int, at milliseconds: Int64) -> Bool {
            try? FileManager.default.removeItem(atPath: path)
            file.write(record(waiting: waiting), counts, now: Timestamp(millisecondsSinceEpoch: milliseconds))
            return FileManager.default.fileExists(atPath: path)
        }
        #expect(wasWritten(1, at: 1_000))
        #expect(!wasWritten(1, at: 2_000))
        #expect(wasWritten(2, at: 3_000))
        #expect(!wasWritten(2, at: 32_999))
        #expect(wasWritten(2, at: 33_000))
    }
}
