import Foundation
import Recognition
import Spool
import Testing

@testable import Daemon

@Suite struct StatusReportTests {
    private func record(outage: String? = nil, stopped: String? = nil) -> StatusRecord {
        StatusRecord(
            since: "2026-01-31T12:00:00.000Z",
            stopped: stopped,
            model: StatusRecord.Model(name: "m", sha256: String(repeating: "ab", count: 32)),
            waiting: 3,
            owed: 0,
            intake: "events",
            mounts: [StatusRecord.Mount(folder: "inbox", intake: "events", reason: nil)],
            outage: outage,
            isFineTuning: false,
            nextFineTune: nil,
            fineTuneHours: 24,
            fineTuneTriggers: "in 01:00-05:00"
        )
    }

    private var counts: Counts {
        var counts = Counts()
        (counts.classified, counts.uncertain, counts.rejected) = (2, 1, 1)
        return counts
    }

    @Test func theStateFollowsTheRecordAndTheLock() throws {
        let root = try TemporaryRoot()
        let file = StatusFile(root: root.path)
        #expect(try StatusReport(root: root.path).state == .new)
        try file.write(record())
        #expect(file.read() == record())
        #expect(try StatusReport(root: root.path).state == .crashed)
        try file.write(record(stopped: "2026-01-31T13:00:00.000Z"))
        #expect(try StatusReport(root: root.path).state == .stopped)

        let lock = try RootLock(SpoolLayout(root: root.path))
        try file.write(record())
        #expect(try StatusReport(root: root.path).state == .running)
        #expect(try StatusReport(root: root.path).pid == getpid())
        try file.write(record(outage: "results: no space left"))
        let paused = try StatusReport(root: root.path)
        #expect(paused.state == .paused && paused.outage == "results: no space left")
        #expect(paused.owed == nil && !paused.table.contains("stuck"))
        var stuck = record()
        stuck.owed = 2
        try file.write(stuck)
        let report = try StatusReport(root: root.path)
        #expect(report.owed == 2)
        #expect(report.table.contains("stuck       2 of these are read and can't leave the inbox\n"))
        withExtendedLifetime(lock) {}
    }

    @Test func whatLiesInTheFoldersIsCounted() throws {
        let root = try TemporaryRoot()
        for name in ["inbox/a.png", "inbox/sub/b", "inbox/.c", "inbox/d.part", "review/3/e.png", "labeled/3/f.png"] {
            try root.write(name, [1])
        }
        try StatusFile(root: root.path).write(record())
        let report = try StatusReport(root: root.path)
        #expect(report.counts.waiting == 2)
        #expect(report.counts.seen == 2)
        #expect(report.review == 1)
        #expect(report.labels[3] == 1)
        #expect(report.table.contains("labels        1 (0: 0, 1: 0, 2: 0, 3: 1, 4: 0"))
        let json = try JSONSerialization.jsonObject(with: Data(report.json())) as? [String: Any]
        #expect((json?["counts"] as? [String: Int])?["seen"] == 2)
        #expect(json?["fine_tune_hours"] as? Double == 24)
    }

    @Test func errorsRateAndTheAgeOfTheModelAreTold() throws {
        let root = try TemporaryRoot()
        let lock = try RootLock(SpoolLayout(root: root.path))
        var record = record()
        let made = Timestamp.now.millisecondsSinceEpoch - 3 * 86_400_000 - 5000
        record.model.made = Timestamp(millisecondsSinceEpoch: made).description
        record.model.refused = "/r/models/bad: no model"
        record.lastErrors = [
            StatusRecord.Trouble(at: "T1", message: "first"), StatusRecord.Trouble(at: "T2", message: "second"),
        ]
        record.rate = 12.3
        record.rollup = StatusRecord.Rollup(file: "results.csv", missing: 7)
        record.hook = StatusRecord.Hook(told: 3, failed: 2, dropped: 1)
        try StatusFile(root: root.path).write(record)
        let report = try StatusReport(root: root.path)
        for row in [
            "  made        \(record.model.made ?? ""), 3 days ago\n", "  instead of  /r/models/bad: no model\n",
            "rate          12 a second\n", "last errors   T2 second\n              T1 first\n",
            "rollup        results.csv, 7 missing\n", "on_result     3 told, 2 failed, 1 dropped\n",
        ] {
            #expect(report.table.contains("\n" + row), "\(row) in \(report.table)")
        }
        #expect(report.lastError?.message == "second")
        let json = try JSONSerialization.jsonObject(with: Data(report.json())) as? [String: Any]
        #expect((json?["model_age_seconds"] as? Int).map { (259_205...259_300).contains($0) } == true)
        withExtendedLifetime(lock) {}
    }

    @Test(arguments: [
        (0.0, "0 a second"), (71.4, "71 a second"), (9.8, "588 a minute"), (0.033, "2 a minute"), (0.017, "1 a minute"),
        (0.002, "7 an hour"), (0.0001, "less than 1 an hour"),
    ])
    func onlyNoRateAtAllIsTold0(perSecond: Double, text: String) {
        #expect(StatusReport.rateText(perSecond) == text)
    }

    @Test(arguments: [
        (0, "0 s"), (59, "59 s"), (60, "1 minute"), (7200, "2 hours"), (86_399, "23 hours"), (864_000, "10 days"),
    ])
    func aTimeIsToldInItsLargestUnit(seconds: Int, text: String) {
        #expect(StatusReport.timeText(seconds) == text)
    }

    @Test func theLastFewErrorsAreKeptAndTheSameAgainCountsOnce() {
        let state = DaemonState(root: "/r")
        for number in [1, 2, 3, 4, 5, 6, 7, 4] { state.note(error: "\(number)") }
        #expect(state.now.lastErrors.map(\.message) == ["3", "5", "6", "7", "4"])
    }

    @Test func aTornRecordIsNoRecord() throws {
        let root = try TemporaryRoot()
        try root.write(".digitd/status.json", Array("{\"since\": ".utf8))
        #expect(StatusFile(root: root.path).read() == nil)
        #expect(try StatusReport(root: root.path).state == .new)
    }

    @Test func systemdIsToldInOneLine() {
        #expect(
            StatusWriter.line(record(), counts)
                == "4 read (2 classified, 1 uncertain, 1 rejected), 3 waiting; model m abababab"
        )
        #expect(StatusWriter.line(record(outage: "results: full"), counts) == "paused: results: full")
    }
}
