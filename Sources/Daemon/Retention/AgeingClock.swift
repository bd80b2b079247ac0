/// Whether the wall clock can be trusted to tell how old files are.
///
/// A clock that is wrong by years for an hour (a flat battery, a bad time server, a machine that was restored) would
/// age out all there is. So where it has moved against the time since the machine's start, or by more than a week since
/// an earlier daemon's last look, nothing ages out until it has moved back, or has gone on steadily for a day.
struct AgeingClock {
    /// What to do at one look.
    enum Verdict: Equatable {
        case trusted
        /// The clock has moved by so many nanoseconds, forward or back. `isNew`: it had not before.
        case moved(by: Int64, isNew: Bool)
    }

    /// The wall clock less the time since the machine's start, when it was trusted.
    private var trusted: Int64?
    /// The wall clock at an earlier daemon's last look at which it was trusted.
    private let earlier: Int64?
    private var doubted: (offset: Int64, since: Int64)?

    private static let hour: Int64 = 3_600_000_000_000
    private static let day = 24 * hour
    private static let longestPause = 7 * day

    /// - Parameter earlier: nanoseconds since 1970; nil where no daemon has looked before.
    init(earlier: Int64?) { self.earlier = earlier }

    /// Judges the clocks of this moment.
    ///
    /// - Parameters:
    ///   - wall: nanoseconds since 1970.
    ///   - running: nanoseconds since the machine's start, those it slept among them.
    mutating func look(wall: Int64, running: Int64) -> Verdict {
        let offset = wall - running
        guard let move = move(wall: wall, offset: offset) else {
            (trusted, doubted) = (offset, nil)
            return .trusted
        }
        if let (before, since) = doubted, abs(offset - before) <= Self.hour {
            guard running - since >= Self.day else { return .moved(by: move, isNew: false) }
            (trusted, doubted) = (offset, nil)
            return .trusted
        }
        doubted = (offset, running)
        return .moved(by: move, isNew: true)
    }

    /// By how much the clock has moved; nil where it has not.
    private func move(wall: Int64, offset: Int64) -> Int64? {
        if let trusted { return abs(offset - trusted) > Self.hour ? offset - trusted : nil }
        guard let earlier else { return nil }
        return (earlier - Self.hour...earlier + Self.longestPause).contains(wall) ? nil : wall - earlier
    }
}
