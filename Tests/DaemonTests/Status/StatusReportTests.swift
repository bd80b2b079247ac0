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
            lastError: nil,
            isFineTuning: false,
            nextFineTune: nil,
            fineTuneHours: 24
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
