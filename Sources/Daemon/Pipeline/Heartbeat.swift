import Synchronization

/// Since when each lane has been at its present step, so that a lane that hangs can be told from one that waits.
final class Heartbeat: Sendable {
    private let busySince: Mutex<[Int64?]>

    /// How many lanes there are.
    let lanes: Int

    init(lanes: Int) {
        self.lanes = lanes
        busySince = Mutex(Array(repeating: nil, count: lanes))
    }

    /// A lane begins a step at `now`, nanoseconds of the monotonic clock.
    func work(lane: Int, since now: Int64) { busySince.withLock { $0[lane] = now } }

    /// The step under way goes on: a lane that waits for files is not at one, whatever is done with its folders.
    func progress(lane: Int, at now: Int64) {
        busySince.withLock { if $0[lane] != nil { $0[lane] = now } }
    }

    /// A lane waits for files.
    func rest(lane: Int) { busySince.withLock { $0[lane] = nil } }

    /// Whether some lane is at a step.
    var isBusy: Bool { busySince.withLock { $0.contains { $0 != nil } } }

    /// Whether no lane has been at one step for longer than `limit` nanoseconds.
    func isAlive(at now: Int64, limit: Int64) -> Bool {
        busySince.withLock { $0.allSatisfy { since in since.map { now - $0 <= limit } ?? true } }
    }
}
