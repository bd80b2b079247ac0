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
        var isPolling = false
        var isFineTuning = false
        var nextFineTune: Timestamp?
        var owed = 0
        var reload = StatusRecord.Reload()
    }

    let root: String
    private let values = Mutex(Values())
    private let file: CountsFile?

    /// - Parameter file: keeps the counts, and has those so far.
    init(root: String, counts file: CountsFile? = nil) {
        self.root = root
        self.file = file
        if let counts = file?.counts { values.withLock { $0.counts = counts } }
    }

    var now: Values { values.withLock { $0 } }

    func add(_ counts: Counts) {
        guard counts.answered > 0 else { return }
        values.withLock { values in
            values.counts += counts
            values.countsOfRun += counts
            file?.write(values.counts)
        }
    }

    func set(outage: SpoolOutage) {
        values.withLock { values in
            values.outage = outage.description
            values.lastError = StatusRecord.Trouble(at: Timestamp.now.description, message: outage.description)
        }
    }

    func outageIsOver() { values.withLock { $0.outage = nil } }
    func set(isPolling: Bool) { values.withLock { $0.isPolling = isPolling } }
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
            values.isPolling = false
            values.nextFineTune = nil
        }
    }

    func set(owed: Int) { values.withLock { $0.owed = owed } }
}
