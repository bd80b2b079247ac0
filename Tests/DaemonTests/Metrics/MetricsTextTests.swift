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

    private let values: DaemonState.Values = {
        var values = DaemonState.Values()
        values.counts.classified = 7
        values.counts.rejected = 2
        values.oldestWaiting = 1_000_000_000
        for nanoseconds: Int64 in [4_000_000, 300_000_000, 9_000_000_000_000] {
            values.latencies.add(nanoseconds: nanoseconds)
        }
        return values
    }()

    /// Every line is a comment or a sample, every metric has its type before its samples, and values arrive.
    @Test func isTheTextFormatOfPrometheus() throws {
        var record = record()
        record.model.made = "2026-01-31T12:00:00.000Z"
        record.rollup = StatusRecord.Rollup(file: "results.csv", missing: 5)
        record.hook = StatusRecord.Hook(told: 1, failed: 2, dropped: 3)
        let now = Timestamp(millisecondsSinceEpoch: 61_500)
        let text = String(decoding: MetricsText(record, values, at: now).bytes, as: UTF8.self)
        #expect(text.hasSuffix("\n"))
        var types: Set<Substring> = []
        for line in text.dropLast().split(separator: "\n", omittingEmptySubsequences: false) {
            if let type = line.wholeMatch(of: /# TYPE ([a-z_]+) (counter|gauge|histogram)/) {
                #expect(types.insert(type.1).inserted, "\(line)")
            } else if line.wholeMatch(of: /# HELP [a-z_]+ [^\n]+\./) == nil {
                let sample = line.wholeMatch(
                    of: /([a-z_]+)(\{[a-z0-9]+="([^"\\]|\\.)*"(,[a-z0-9]+="([^"\\]|\\.)*")*\})? [0-9]+(\.[0-9]+)?/
                )
                let name = try #require(sample, "\(line)").1
                let parts = ["_bucket", "_sum", "_count"].compactMap { part in
                    name.hasSuffix(part) ? name.dropLast(part.count) : nil
                }
                #expect(types.contains(name) || parts.contains(where: types.contains), "\(line)")
            }
        }
        #expect(text.contains("\ndigitd_pictures_total{status=\"classified\"} 7\n"))
        #expect(text.contains("\ndigitd_waiting_files 3\n"))
        #expect(text.contains("\ndigitd_seen_files 12\n"))
        #expect(text.contains("\ndigitd_polling 1\n"))
        #expect(text.contains("\ndigitd_oldest_waiting_seconds 60\n"))
        #expect(text.contains("\ndigitd_model_made_time_seconds 1769860800\n"))
        #expect(text.contains("\ndigitd_rollup_missing_total 5\n"))
        #expect(text.contains("\ndigitd_on_result_total{outcome=\"failed\"} 2\n"))
        for (bound, count) in [("0.005", 1), ("0.25", 1), ("0.5", 2), ("7200.0", 2), ("+Inf", 3)] {
            #expect(text.contains("\ndigitd_drop_to_result_seconds_bucket{le=\"\(bound)\"} \(count)\n"), "\(bound)")
        }
        #expect(text.contains("\ndigitd_drop_to_result_seconds_sum 9000.304\n"))
        #expect(text.contains("\ndigitd_drop_to_result_seconds_count 3\n"))
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
            file.write(record(waiting: waiting), values, at: Timestamp(millisecondsSinceEpoch: milliseconds))
            return FileManager.default.fileExists(atPath: path)
        }
        #expect(wasWritten(1, at: 1_000))
        #expect(!wasWritten(1, at: 2_000))
        #expect(wasWritten(2, at: 3_000))
        #expect(!wasWritten(2, at: 32_999))
        #expect(wasWritten(2, at: 33_000))
    }
}
