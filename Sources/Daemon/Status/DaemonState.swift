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
        var since = Timestamp.now
        var outage: String?
        var lastError: StatusRecord.Trouble?
        var isFineTuning = false
        var nextFineTune: Timestamp?
        var owed = 0
        var reload = StatusRecord.Reload()
    }

    let root: String
    private let values = Mutex(Values())

    /// - Parameter counts: outcomes up to the start.
    init(root: String, counts: Counts = Counts()) {
        self.root = root
        values.withLock { $0.counts = counts }
    }

    var now: Values { values.withLock { $0 } }

    func add(_ counts: Counts) {
        guard counts.answered > 0 else { return }
        values.withLock { values in
            values.counts += counts
            values.countsOfRun += counts
        }
    }

    func set(outage: SpoolOutage) {
        values.withLock { values in
            values.outage = outage.description
        }
        set(trouble: outage)
    }

    func set(trouble outage: SpoolOutage) {
        let trouble = StatusRecord.Trouble(at: Timestamp.now.description, message: outage.description)
        values.withLock { $0.lastError = trouble }
    }

    func outageIsOver() { values.withLock { $0.outage = nil } }
    func set(isFineTuning: Bool) { values.withLock { $0.isFineTuning = isFineTuning } }
    func set(nextFineTune: Timestamp?) { values.withLock { $0.nextFineTune = nextFineTune } }
    /// A reload has come to its end: with other settings in force, or refused for a reason.
    func noteReload(refused reason: String? = nil) {
        values.withLock { $0.reload = StatusRecord.Reload(tries: $0.reload.tries + 1, refused: reason) }
    }

    /// A new session begins: what the last one found out about its inbox is found out anew.
    func beginSession() {
        values.withLock { values in
            values.outage = nil
            values.nextFineTune = nil
        }
    }

    func set(owed: Int) { values.withLock { $0.owed = owed } }
}
