import Recognition

/// Decides when a fine-tune cycle begins. No clock, no disk.
struct FineTuneSchedule: Sendable, Equatable {
    /// What is kept over restarts.
    struct Memory: Sendable, Equatable, Codable {
        /// When the last cycle ended, milliseconds since 1970.
        var endedAt: Int64?
        /// The labels it was run on; nil where it failed, so that it is tried again.
        var labels: UInt64?
        /// How many of each digit there were.
        var counts: [Int]?
    }

    let triggers: FineTuneTriggers
    private(set) var memory: Memory
    private var lastLook: UInt64?

    init(_ triggers: FineTuneTriggers, memory: Memory = Memory()) {
        self.triggers = triggers
        self.memory = memory
    }

    /// Milliseconds from the end of a cycle to the earliest begin of the next by ``FineTuneTriggers/interval``.
    private var interval: Int64? { triggers.interval.map(Int64.init(milliseconds:)) }

    /// The earliest time for the next cycle by the clock; nil where it need not wait, or the clock begins none.
    ///
    /// - Parameter offset: how far local time is before UTC, milliseconds.
    func earliest(at now: Timestamp, offset: Int64) -> Timestamp? {
        guard !isDue(at: now, offset: offset) else { return nil }
        let byInterval = interval.flatMap { interval in
            memory.endedAt.map { Timestamp(millisecondsSinceEpoch: $0 + interval) }
        }
        let byWindow = triggers.window?.nextOpening(after: now, offset: offset)
        return [byInterval, byWindow].compactMap { $0 }.min()
    }

    /// Whether the clock allows a cycle now.
    func isDue(at now: Timestamp, offset: Int64) -> Bool {
        let ended = memory.endedAt
        // A clock that was set back must not put the next cycle off for ever.
        let isBack = now.millisecondsSinceEpoch < (ended ?? 0)
        if let interval, isBack || (ended.map { $0 + interval <= now.millisecondsSinceEpoch } ?? true) { return true }
        guard let window = triggers.window, window.isOpen(at: now, offset: offset) else { return false }
        let opening = window.lastOpening(at: now, offset: offset).millisecondsSinceEpoch
        return isBack || (ended.map { $0 < opening } ?? true)
    }

    /// Whether it is worth looking at the labels.
    func isWorthALook(at now: Timestamp, offset: Int64) -> Bool {
        triggers.newLabels != nil || isDue(at: now, offset: offset)
    }

    /// Takes a look at the labels in; whether a cycle is to begin. Labels that changed since the look before may be
    /// changing still, so they wait for the next look.
    mutating func look(_ labels: LabelSurvey, at now: Timestamp, offset: Int64) -> Bool {
        defer { lastLook = labels.fingerprint }
        guard labels.fingerprint != 0, labels.fingerprint != memory.labels, labels.fingerprint == lastLook else {
            return false
        }
        return isDue(at: now, offset: offset) || triggers.newLabels.map { $0 <= newLabels(labels) } ?? false
    }

    /// How many labels of each digit there are more than at the last cycle, in all. One that was moved to another digit
    /// is one there.
    private func newLabels(_ labels: LabelSurvey) -> Int {
        let before = memory.counts ?? []
        return labels.counts.enumerated().reduce(0) { sum, digit in
            sum + max(0, digit.element - (before.indices.contains(digit.offset) ? before[digit.offset] : 0))
        }
    }

    /// A cycle on these labels has ended. One that failed is tried again when the clock allows the next, or after as
    /// many new labels.
    mutating func ended(on labels: LabelSurvey, succeeded: Bool, at now: Timestamp) {
        memory = Memory(
            endedAt: now.millisecondsSinceEpoch,
            labels: succeeded ? labels.fingerprint : nil,
            counts: labels.counts
        )
    }

    /// How long to wait between looks, in milliseconds: a tenth of the interval or of the window, 1 s to 10 min; 30 s at
    /// most where labels are counted.
    var pause: Int64 {
        let times = [interval, triggers.window?.milliseconds].compactMap { $0 }.map { min(max($0 / 10, 1000), 600_000) }
        return (times + (triggers.newLabels == nil ? [] : [30_000])).min() ?? 600_000
    }
}

extension Int64 {
    /// The whole milliseconds of a duration.
    fileprivate init(milliseconds duration: Duration) {
        let (seconds, attoseconds) = duration.components
        self = seconds * 1000 + attoseconds / 1_000_000_000_000_000
    }
}
