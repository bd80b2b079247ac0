import Spool
import Synchronization

/// Where the lanes get their files: one of them waits at the intake for all, what it gets is shared out.
///
/// The lanes run on threads of their own, so waiting here blocks none of the threads that tasks share.
final class FileSource: Sendable {
    private struct Pool {
        var files: [SpoolFile] = []
        var next = 0
        var count: Int { files.count - next }
    }

    /// Files to read.
    struct Share {
        var files: [SpoolFile]
        /// How many a lane has in hand at most before it answers: a batch, or its part of all that there is.
        var most: Int
    }

    private let intake: Intake
    private let lanes: Int
    private let batchSize: Int
    private let pool = Mutex(Pool())
    private let door = Mutex(())
    private let ended = Atomic(false)

    /// A source for this many lanes, which file up to `batchSize` files together.
    init(_ intake: Intake, lanes: Int, batchSize: Int) {
        precondition(lanes > 0 && batchSize > 0, "\(lanes) lanes, batches of \(batchSize)")
        self.intake = intake
        self.lanes = lanes
        self.batchSize = batchSize
    }

    /// Whether nothing will come any more.
    var isEnded: Bool { ended.load(ordering: .acquiring) }

    /// Some files to read: few when few are waiting, so that the other lanes have work too, at the end as well.
    ///
    /// - Parameter waits: whether to wait until there are files, or ``nudge()`` was called; the answer may be empty
    ///   otherwise, and after a nudge.
    /// - Returns: nil when the intake has ended.
    func take(waits: Bool) -> Share? {
        while !isEnded {
            let share = takeShare()
            if !share.files.isEmpty || !waits { return share }
            let fetched: Share? = door.withLock { _ in
                // Another lane may have fetched while this one stood at the door.
                guard pool.withLock({ $0.count == 0 }), !isEnded else { return nil }
                guard let files = intake.waitForBatch(limit: batchSize * lanes) else {
                    ended.store(true, ordering: .releasing)
                    return nil
                }
                pool.withLock { $0 = Pool(files: files) }
                // Who fetched has its share first: one file alone does not wait for another lane to wake.
                return takeShare()
            }
            if let fetched { return fetched }
        }
        return nil
    }

    /// Has a lane that waits come back with nothing.
    func nudge() { intake.nudge() }

    /// Hands what no lane has taken back to the intake, which knows when it is worth another try.
    func giveBack() {
        let files = pool.withLock { pool in
            defer { pool = Pool() }
            return Array(pool.files[pool.next...])
        }
        if !files.isEmpty { intake.putBack(files) }
    }

    /// No more files: lanes that wait wake up. What was not taken stays in the inbox.
    func stop() {
        ended.store(true, ordering: .releasing)
        intake.stop()
    }

    private func takeShare() -> Share {
        pool.withLock { pool in
            let size = min(Self.share(of: pool.count, lanes: lanes), batchSize)
            let files = Array(pool.files[pool.next..<(pool.next + size)])
            let most = Self.most(of: pool.files.count, lanes: lanes, batchSize: batchSize)
            pool.next += size
            if pool.count == 0 { pool = Pool() }
            return Share(files: files, most: most)
        }
    }

    /// How many files a lane answers together where `fetched` came at once.
    static func most(of fetched: Int, lanes: Int, batchSize: Int) -> Int {
        max(1, min(batchSize, (fetched + lanes - 1) / lanes))
    }

    /// How many of `waiting` files one lane takes at once.
    static func share(of waiting: Int, lanes: Int) -> Int {
        min(waiting, max(1, min(16, waiting / (4 * lanes))))
    }
}
