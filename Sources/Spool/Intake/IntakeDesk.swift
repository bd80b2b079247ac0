/// What the intake knows about files at the moment: queued, in hand, waiting. No disk, no clock.
///
/// Its memory is bounded by what is in hand and two capacities, not by what was ever seen.
struct IntakeDesk: Sendable {
    private struct InHand {
        var again = false
        var hinted = false
        var setAside = false
    }

    private let queueCapacity: Int
    private var queued: [[UInt8]: SpoolFile.Origin] = [:]
    private var queue: [[UInt8]] = []
    private var head = 0
    private var inHand: [[UInt8]: InHand] = [:]
    private var setAsideCount = 0
    /// Set aside until the next listing of the whole inbox: another try costs a whole reading.
    private var refused: [[UInt8]] = []
    private static let mostRefused = 4096
    var tracker: SettleTracker
    /// Events had to be dropped: a listing is due.
    var needsListing = false
    /// More files are waiting than are remembered: a listing is due after a while.
    var needsListingLater = false

    init(settle: SettleTracker.Configuration, queueCapacity: Int) {
        tracker = SettleTracker(settle)
        self.queueCapacity = queueCapacity
    }

    /// Files handed out and not finished, those that cannot leave the inbox left out.
    var inHandCount: Int { inHand.count - setAsideCount }
    /// Files queued by events.
    var queuedCount: Int { queued.count }

    /// An event said that something may lie here.
    mutating func hint(_ path: [UInt8], announced: Bool, at now: Int64) {
        if inHand[path] != nil {
            if announced { inHand[path]!.again = true } else { inHand[path]!.hinted = true }
        } else if announced {
            enqueue(path, .announced)
        } else {
            expect(path, isUnclosed: true, at: now)
        }
    }

    /// A file that was in hand is to be looked at again after a while.
    mutating func lookAgain(_ path: [UInt8], at now: Int64) {
        finish(path)
        if inHand[path] == nil { expect(path, isUnclosed: false, at: now) }
    }

    private mutating func expect(_ path: [UInt8], isUnclosed: Bool, at now: Int64) {
        guard queued[path] == nil else { return }
        switch tracker.expect(path, isUnclosed: isUnclosed, at: now) {
        case .take: enqueue(path, .hinted)
        case .wait: break
        case .forget: needsListingLater = true
        }
    }

    /// A listing found this file; whether it is to be handed out now.
    mutating func takeListed(_ path: [UInt8]) -> Bool {
        if inHand[path] != nil || queued[path] != nil || tracker.isWaiting(path) { return false }
        inHand[path] = InHand()
        return true
    }

    /// Queues the waiting files whose time has come.
    mutating func queueDue(at now: Int64, limit: Int) {
        for path in tracker.takeDue(at: now, limit: limit) where inHand[path] == nil {
            enqueue(path, .hinted)
        }
    }

    /// The next queued file, now in hand.
    mutating func takeQueued() -> (path: [UInt8], origin: SpoolFile.Origin)? {
        while head < queue.count {
            let path = queue[head]
            head += 1
            if head == queue.count {
                queue.removeAll(keepingCapacity: queue.count <= 1024)
                head = 0
            } else if head >= 1024, head * 2 >= queue.count {
                queue.removeFirst(head)
                head = 0
            }
            guard let origin = queued.removeValue(forKey: path) else { continue }
            inHand[path] = InHand()
            return (path, origin)
        }
        return nil
    }

    /// The file is not in hand any more. What was announced meanwhile is queued.
    mutating func release(_ path: [UInt8]) {
        guard let file = inHand.removeValue(forKey: path) else { return }
        if file.setAside { setAsideCount -= 1 }
        if file.again {
            enqueue(path, .announced)
        } else if file.hinted {
            enqueue(path, .hinted)
        }
    }

    /// The file is done.
    mutating func finish(_ path: [UInt8]) {
        tracker.forget(path)
        release(path)
    }

    /// The file is to be looked at again soon.
    mutating func putBack(_ path: [UInt8]) {
        release(path)
        // Not as announced: it may have been found by a listing, with a writer at it.
        enqueue(path, .hinted)
    }

    /// The file stays in hand although nothing goes on with it: it cannot leave the inbox.
    mutating func setAside(_ path: [UInt8]) {
        guard let file = inHand[path], !file.setAside else { return }
        inHand[path]!.setAside = true
        setAsideCount += 1
    }

    /// The file can't be filed: it is tried again with the next listing of the whole inbox.
    mutating func refuse(_ path: [UInt8]) {
        guard refused.count < Self.mostRefused else { return finish(path) }
        setAside(path)
        refused.append(path)
    }

    /// Has the listing that begins find what was refused.
    mutating func retryRefused() {
        for path in refused { finish(path) }
        refused = []
    }

    private mutating func enqueue(_ path: [UInt8], _ origin: SpoolFile.Origin) {
        if let known = queued[path] {
            if known != .announced { queued[path] = origin }
        } else if queued.count < queueCapacity {
            queued[path] = origin
            queue.append(path)
        } else {
            needsListing = true
        }
    }
}
