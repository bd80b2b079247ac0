import Recognition
import Spool
import Synchronization

/// What the daemon knows of itself while it runs, from all its parts.
final class DaemonState: Sendable {
    /// A moment of it.
    struct Values: Sendable, Equatable {
        /// Since the root was first used, and since the start.
        var counts = Counts()
        var countsOfRun = Counts()
        /// Files of this run that came to `rejected/`, duplicates among them.
        var rejectedOfRun = 0
        var since = Timestamp.now
        var outage: String?
        /// The newest last.
        var lastErrors: [StatusRecord.Trouble] = []
        var isFineTuning = false
        var nextFineTune: Timestamp?
        var owed = 0
        var reload = StatusRecord.Reload()
        /// Results that could not be written to the rolling file.
        var missingInRollup = 0
        /// What came of telling the program of `on_result`.
        var hook = StatusRecord.Hook()
        /// Files a second over the last minute.
        var rate: Double?
        /// When the file came that has waited longest, nanoseconds since 1970.
        var oldestWaiting: Int64?
        /// How long files waited for their results, since the start.
        var latencies = LatencyHistogram()
    }

    let root: String
    /// What the program of `on_result` has not been told yet; it outlives a reload.
    let hookQueue = HookQueue()
    private let values = Mutex(Values())

    /// - Parameter counts: outcomes up to the start.
    init(root: String, counts: Counts = Counts()) {
        self.root = root
        values.withLock { $0.counts = counts }
    }

    var now: Values { values.withLock { $0 } }

    func add(_ counts: Counts, rejected: Int = 0, _ latencies: LatencyHistogram = LatencyHistogram()) {
        change { values in
            values.counts += counts
            values.countsOfRun += counts
            values.rejectedOfRun += rejected
            values.latencies += latencies
        }
    }

    func change(_ body: (inout Values) -> Void) { values.withLock { body(&$0) } }

    func set(outage: SpoolOutage) {
        change { $0.outage = outage.description }
        note(error: outage.description)
    }

    /// Keeps an error among the last ones. The same again counts once, with its last time.
    func note(error message: String) {
        let trouble = StatusRecord.Trouble(at: Timestamp.now.description, message: message)
        change { values in
            values.lastErrors.removeAll { $0.message == message }
            values.lastErrors = values.lastErrors.suffix(Self.keptErrors - 1) + [trouble]
        }
    }

    private static let keptErrors = 5

    func outageIsOver() { change { $0.outage = nil } }
    func set(isFineTuning: Bool) { change { $0.isFineTuning = isFineTuning } }
    func set(nextFineTune: Timestamp?) { change { $0.nextFineTune = nextFineTune } }
    /// A reload has come to its end: with other settings in force, or refused for a reason.
    func noteReload(refused reason: String? = nil) {
        change { $0.reload = StatusRecord.Reload(tries: $0.reload.tries + 1, refused: reason) }
        if let reason { note(error: "settings not taken up: \(reason)") }
    }

    /// A new session begins: what the last one found out about its inbox is found out anew.
    func beginSession() {
        change { values in
            values.outage = nil
            values.nextFineTune = nil
        }
    }

    func set(owed: Int) { change { $0.owed = owed } }
}
