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
    private var rate = RateMeter(window: .seconds(60))
    private var backlog: BacklogAge

    init(works: Workshop, notifier: SystemdNotifier, log: Logger) {
        self.works = works
        self.notifier = notifier
        self.log = log
        file = StatusFile(root: works.state.root)
        metrics = MetricsFile(works.configuration, log: log)
        backlog = BacklogAge(root: works.state.root, clock: works.clock)
    }

    /// - Parameter stopped: this is the last time, and all ended well.
    mutating func write(stopped: Bool = false) {
        if !stopped { look() }
        let record = StatusRecord(works, stopped: stopped)
        let now = works.state.now
        let line = Self.line(record, now.counts)
        // Its socket may be full for a moment.
        if line != told, notifier.notify(.status(line)) { told = line }
        metrics?.write(record, now, at: Timestamp.now)
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

    /// Takes down what is seen only from look to look.
    private mutating func look() {
        rate.look(works.state.now.countsOfRun.answered)
        // Rounded, so that the file is written anew only where it is another.
        let perSecond = rate.perSecond.map(RateMeter.rounded)
        if metrics != nil || works.configuration.metricsSocket != nil {
            let intake = works.intake.counts
            backlog.look(waiting: intake.waiting + intake.queued)
        }
        works.state.change { ($0.rate, $0.oldestWaiting) = (perSecond, backlog.since) }
    }

    /// The line for `systemctl status`.
    static func line(_ record: StatusRecord, _ counts: Counts) -> String {
        if let outage = record.outage { return "paused: \(outage)" }
        return "\(counts.answered) read (\(counts.classified) classified, \(counts.uncertain) uncertain, "
            + "\(counts.rejected) rejected\(counts.duplicate > 0 ? ", \(counts.duplicate) duplicate" : "")), "
            + "\(record.waiting) waiting; model \(record.model.name) \(record.model.sha256.prefix(8))"
    }
}
