import Spool

/// Since when the file waits that came first, looked up now and then and for a second at most: listing a full inbox takes
/// time, and who looks feeds the watchdog too. What was found by then counts.
struct BacklogAge {
    private let root: String
    private let clock: SpoolClock
    private var nextLook: Int64 = 0
    /// When it came, nanoseconds since 1970; nil where none waits.
    private(set) var since: Int64?

    private static let interval: Int64 = 10_000_000_000
    private static let longest: Int64 = 1_000_000_000
    /// At most this share of the time goes into looking.
    private static let share: Int64 = 50

    init(root: String, clock: SpoolClock) {
        self.root = root
        self.clock = clock
    }

    /// Looks where it is time to.
    ///
    /// - Parameter waiting: how many files are known to wait.
    mutating func look(waiting: Int) {
        guard waiting > 0 else { return since = nil }
        let begin = clock.monotonic()
        guard begin >= nextLook else { return }
        since = InboxCount.oldest(root: root) { [clock] in clock.monotonic() - begin < Self.longest }
        let end = clock.monotonic()
        nextLook = end + max(Self.interval, (end - begin) * Self.share)
    }
}
