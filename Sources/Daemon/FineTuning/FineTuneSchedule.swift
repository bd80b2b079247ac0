import Recognition

/// Decides when a fine-tune cycle begins. No clock, no disk.
struct FineTuneSchedule: Sendable, Equatable {
    /// What is kept over restarts.
    struct Memory: Sendable, Equatable, Codable {
        /// When the last cycle ended, milliseconds since 1970.
        var endedAt: Int64?
        /// The labels it was run on; nil where it failed, so that it is tried again.
        var labels: UInt64?
    }

    /// Milliseconds from the end of a cycle to the earliest begin of the next.
    let interval: Int64
    private(set) var memory: Memory
    private var lastLook: UInt64?

    init(interval: Int64, memory: Memory = Memory()) {
        self.interval = interval
        self.memory = memory
    }

    /// The earliest time for the next cycle; nil before the first one, which need not wait.
    var earliest: Timestamp? {
        memory.endedAt.map { Timestamp(millisecondsSinceEpoch: $0 + interval) }
    }

    /// Whether it is worth looking at the labels.
    func isDue(at now: Timestamp) -> Bool {
        // A clock that was set back must not put the next cycle off for ever.
        earliest.map { $0 <= now || now.millisecondsSinceEpoch < (memory.endedAt ?? 0) } ?? true
    }

    /// Takes a look at the labels in; whether a cycle is to begin. Labels that changed since the look before may be
    /// changing still, so they wait for the next look.
    mutating func look(_ labels: UInt64, at now: Timestamp) -> Bool {
        defer { lastLook = labels }
        return isDue(at: now) && labels != 0 && labels != memory.labels && labels == lastLook
    }

    /// A cycle on these labels has ended.
    mutating func ended(on labels: UInt64, succeeded: Bool, at now: Timestamp) {
        memory = Memory(endedAt: now.millisecondsSinceEpoch, labels: succeeded ? labels : nil)
    }

    /// How long to wait between looks, in milliseconds: a tenth of the interval, at least 1 s, at most 10 min.
    var pause: Int64 { min(max(interval / 10, 1000), 600_000) }
}
