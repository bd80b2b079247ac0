import Spool

/// Whether the wall clock can be trusted to tell how old files are.
///
/// A clock that is wrong by years for an hour (a flat battery, a bad time server, a machine that was restored) would
/// age out all there is. So where it has moved against the time since the machine's start, or shows more than a week
/// since an earlier daemon's last look, nothing ages out until it has moved back, or has gone on for a day.
struct AgeingClock {
    /// What to do at one look.
    enum Verdict: Equatable {
        case trusted
        /// It shows so many nanoseconds more, or less, than it should. `isNew`: it did not at the look before.
        case doubted(by: Int64, isNew: Bool)
    }

    /// What is to be kept for the next daemon; nil before the first look.
    private(set) var look: RetentionLook?
    /// The time since the machine's start at the last look, and when the clock was last trusted; nil where that was
    /// another daemon's.
    private var lastRunning: Int64?
    private var trustedRunning: Int64?

    static let hour: Int64 = 3_600_000_000_000
    private static let day = 24 * hour
    private static let longestPause = 7 * day

    /// - Parameter look: what an earlier daemon's last look left.
    init(_ look: RetentionLook?) { self.look = look }

    /// Judges the clocks of this moment.
    ///
    /// - Parameters:
    ///   - wall: nanoseconds since 1970.
    ///   - running: nanoseconds since the machine's start, those it slept among them.
    mutating func judge(wall: Int64, running: Int64) -> Verdict {
        defer { lastRunning = running }
        guard let known = look, let excess = excess(wall, running, known) else { return trust(wall, running) }
        if let doubt = known.doubt,
            Self.excess(wall - doubt.last, running - (lastRunning ?? running), isSameDaemon: lastRunning != nil) == nil
        {
            // A day of the clock itself, whether or not the machine was on all the time.
            if wall - doubt.began >= Self.day { return trust(wall, running) }
            look?.doubt?.last = wall
            return .doubted(by: excess, isNew: false)
        }
        look?.doubt = RetentionLook.Doubt(began: wall, last: wall)
        return .doubted(by: excess, isNew: true)
    }

    private mutating func trust(_ wall: Int64, _ running: Int64) -> Verdict {
        look = RetentionLook(trusted: wall)
        trustedRunning = running
        return .trusted
    }

    /// What the clock shows too much since it was trusted; nil where it may be right.
    private func excess(_ wall: Int64, _ running: Int64, _ known: RetentionLook) -> Int64? {
        if let trustedRunning {
            return Self.excess(wall - known.trusted, running - trustedRunning, isSameDaemon: true)
        }
        if let excess = Self.excess(wall - known.trusted, 0, isSameDaemon: false) { return excess }
        // One that was doubted for being ahead is right again only where it has gone back.
        guard let doubt = known.doubt, doubt.began > known.trusted, wall >= doubt.began - Self.hour else { return nil }
        return wall - known.trusted
    }

    /// What `shown` is more than `passed`, where it is more than chance; between two daemons anything up to a week may
    /// have passed.
    private static func excess(_ shown: Int64, _ passed: Int64, isSameDaemon: Bool) -> Int64? {
        let excess = shown - passed
        return (-hour...(isSameDaemon ? hour : longestPause)).contains(excess) ? nil : excess
    }
}
