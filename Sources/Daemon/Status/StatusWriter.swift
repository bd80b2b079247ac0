import Logging
import Recognition
import Spool

/// Tells the status file and systemd how the daemon is doing, when that has changed.
struct StatusWriter {
    private let works: Workshop
    private let notifier: SystemdNotifier
    private let log: Logger
    private let file: StatusFile
    private var metrics: MetricsFile?
    private var written: StatusRecord?
    private var told = ""
    private var hasFailed = false

    init(works: Workshop, notifier: SystemdNotifier, log: Logger) {
        self.works = works
        self.notifier = notifier
        self.log = log
        file = StatusFile(root: works.state.root)
        metrics = MetricsFile(works.configuration, log: log)
    }

    /// - Parameter stopped: this is the last time, and all ended well.
    mutating func write(stopped: Bool = false) {
        let record = record(stopped: stopped)
        let line = Self.line(record, works.state.now.counts)
        if line != told {
            notifier.notify(.status(line))
            told = line
        }
        metrics?.write(record, works.state.now.counts, now: Timestamp.now)
        guard record != written else { return }
        do {
            try file.write(record)
            written = record
            hasFailed = false
        } catch {
            // A full disk is told by the outage already; here once is enough.
            if !hasFailed { log.warning("status can't be written", metadata: ["reason": "\(error)"]) }
            hasFailed = true
        }
    }

    private func record(stopped: Bool) -> StatusRecord {
        let now = works.state.now
        let intake = works.intake.counts
        let mounts = works.intake.mounts.map { mount in
            StatusRecord.Mount(
                folder: IntakeLog.folder(mount.path),
                intake: mount.reason == nil ? "events" : "polling",
                reason: mount.reason?.rawValue
            )
        }
        let model = works.models.snapshot.identity
        return StatusRecord(
            since: now.since.description,
            stopped: stopped ? Timestamp.now.description : nil,
            model: StatusRecord.Model(name: model.name, sha256: model.sha256.hex),
            waiting: intake.waiting + intake.queued + intake.inHand,
            owed: now.owed,
            intake: mounts.contains { $0.reason != nil } ? "polling" : "events",
            mounts: mounts,
            outage: now.outage,
            lastError: now.lastErrors.last,
            isFineTuning: now.isFineTuning,
            nextFineTune: now.nextFineTune?.description,
            fineTuneHours: works.configuration.finetuneInterval.map {
                Double($0.components.seconds) / 3600 + Double($0.components.attoseconds) / 3.6e21
            },
            reload: now.reload
        )
    }

    /// The line for `systemctl status`.
    static func line(_ record: StatusRecord, _ counts: Counts) -> String {
        if let outage = record.outage { return "paused: \(outage)" }
        return "\(counts.answered) read (\(counts.classified) classified, \(counts.uncertain) uncertain, "
            + "\(counts.rejected) rejected\(counts.duplicate > 0 ? ", \(counts.duplicate) duplicate" : "")), \(record.waiting) waiting; model \(record.model.name) "
            + record.model.sha256.prefix(8)
    }
}
