import Synchronization

/// Hands out the files of the inbox when they are due: events as hints, listings as the truth.
///
/// One consumer asks `nextBatch` in a loop; any number of workers `read` what it gives and report back with
/// `finish`. A file that was handed out is not handed out again before it was finished.
public final class Intake: Sendable {
    /// How the inbox is watched.
    public struct Configuration: Sendable {
        /// When a file counts as settled.
        public var settle = SettleTracker.Configuration()
        /// Takes every file as it lies and ends when the inbox is empty.
        public var once = false
        /// Between listings that check on the events. Default 60 s.
        public var rescanInterval: Duration = .seconds(60)
        /// Between listings where events do not arrive. Default 2 s.
        public var pollInterval: Duration = .seconds(2)
        /// The largest file that is read, in bytes. Default 256 MiB.
        public var largestFile = 256 << 20
        /// Files queued by events at once; more are found by a listing. Default 8,192.
        public var queueCapacity = 8_192

        /// The defaults.
        public init() {}
    }

    let layout: SpoolLayout
    let configuration: Configuration
    let clock: SpoolClock
    let notify: @Sendable (IntakeNotice) -> Void

    let desk: Mutex<IntakeDesk>
    let control = Mutex(IntakeControl())
    let front: Mutex<IntakeFront>
    let bell = Bell()
    private let executor = BlockingExecutor()

    /// An intake for the inbox of a root.
    ///
    /// - Parameter notify: called with what is worth a line in the log, from any thread.
    public init(
        _ layout: SpoolLayout,
        configuration: Configuration = Configuration(),
        clock: SpoolClock = .system,
        notify: @escaping @Sendable (IntakeNotice) -> Void = { _ in }
    ) throws(SpoolError) {
        var configuration = configuration
        if configuration.once { configuration.settle.everythingIsSettled = true }
        self.layout = layout
        self.configuration = configuration
        self.clock = clock
        self.notify = notify
        desk = Mutex(IntakeDesk(settle: configuration.settle, queueCapacity: configuration.queueCapacity))
        front = Mutex(try IntakeFront(layout: layout))
    }

    deinit {
        executor.stop()
    }

    /// The next files to read: one at once when one is ready, up to `limit` when there is a backlog.
    ///
    /// Returns nil when the task was cancelled or `stop` was called, and in once mode when the inbox is empty.
    /// Waits on a thread of its own. To be called by one task at a time.
    public func nextBatch(limit: Int) async -> [SpoolFile]? {
        await withTaskCancellationHandler {
            await withTaskExecutorPreference(executor) { await waitOnExecutor(limit) }
        } onCancel: {
            bell.ring()
        }
    }

    private func waitOnExecutor(_ limit: Int) async -> [SpoolFile]? {
        waitForBatch(limit: limit)
    }

    /// Ends `nextBatch` and `waitForBatch` with nil, now and from now on.
    public func stop() {
        control.withLock { $0.stopped = true }
        bell.ring()
    }

    /// Has `waitForBatch` come back once even where there is nothing, to see whether its way is open.
    public func nudge() {
        control.withLock { $0.nudged = true }
        bell.ring()
    }

    /// Files waiting to settle, queued by events, and in hand.
    public var counts: (waiting: Int, queued: Int, inHand: Int) {
        desk.withLock { ($0.tracker.count, $0.queuedCount, $0.inHandCount) }
    }

    /// In once mode, how many folders below the inbox could not be listed or entered: what lies there was not read.
    public var unreadableFolders: Int {
        control.withLock { $0.unreadableFolders.count }
    }

    /// The file systems the inbox tree lies on, as far as they were come across.
    public var mounts: [InboxMount] {
        control.withLock { $0.mounts.all }
    }

    /// Why the intake pauses, if it does.
    public var outage: SpoolOutage? {
        control.withLock { $0.backoff.outage }
    }
}

/// What stops and paces an intake.
struct IntakeControl: Sendable {
    var stopped = false
    /// The consumer is to come back once, with or without files.
    var nudged = false
    var backoff = Backoff()
    /// Until when the consumer sleeps; nil while it is awake.
    var sleepsUntil: Int64?
    /// Where events arrive and where they do not, so that listings come at `pollInterval`.
    var mounts = InboxMounts()
    /// Files whose bytes the disk did not give, one after the other.
    var readErrors: Set<[UInt8]> = []
    /// A file whose stamp lies in here and that no event announced shows that events do not arrive.
    var suspicious: Range<Int64>?
    var said = SaidOnce()
    /// In once mode, the folders that could not be used.
    var unreadableFolders: Set<[UInt8]> = []

    /// Whether the consumer is to come back once.
    mutating func takeNudge() -> Bool {
        defer { nudged = false }
        return nudged
    }
}
