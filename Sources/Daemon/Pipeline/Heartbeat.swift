import Synchronization

/// Since when each lane has been at its present step, so that a lane that hangs can be told from one that waits.
final class Heartbeat: Sendable {
    /// A lane at a step.
    private struct Step {
        var since: Int64
        /// How much longer than others this step may take, nanoseconds.
        var allowance: Int64 = 0
    }

    private let steps: Mutex<[Step?]>

    /// How many lanes there are.
    let lanes: Int

    init(lanes: Int) {
        self.lanes = lanes
        steps = Mutex(Array(repeating: nil, count: lanes))
    }

    /// A lane begins a step at `now`, nanoseconds of the monotonic clock.
    ///
    /// - Parameter allowance: how much longer than others it may take, where somebody else looks after it.
    func work(lane: Int, since now: Int64, allowance: Int64 = 0) {
        steps.withLock { $0[lane] = Step(since: now, allowance: allowance) }
    }

    /// The step under way goes on: a lane that waits for files is not at one, whatever is done with its folders.
    func progress(lane: Int, at now: Int64) {
        steps.withLock { $0[lane]?.since = now }
    }

    /// A lane waits for files.
    func rest(lane: Int) { steps.withLock { $0[lane] = nil } }

    /// Whether some lane is at a step.
    var isBusy: Bool { steps.withLock { $0.contains { $0 != nil } } }

    /// Whether no lane has been at one step for longer than `limit` nanoseconds and its allowance.
    func isAlive(at now: Int64, limit: Int64) -> Bool {
        steps.withLock { $0.allSatisfy { step in step.map { now - $0.since - $0.allowance <= limit } ?? true } }
    }
}
