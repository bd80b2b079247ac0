import Testing

@testable import Spool

@Suite struct IntakeDeskTests {
    private let path = Array("a.png".utf8)

    private func desk(capacity: Int = 10) -> IntakeDesk {
        IntakeDesk(settle: .init(), queueCapacity: capacity)
    }

    @Test func aFileInHandIsNotHandedOutAgain() {
        var desk = desk()
        #expect(desk.takeListed(path) == true)
        #expect(desk.takeListed(path) == false)
        desk.finish(path)
        #expect(desk.takeListed(path) == true)
    }

    @Test func whatIsAnnouncedMeanwhileIsANewDrop() {
        var desk = desk()
        desk.hint(path, announced: true, at: 0)
        desk.hint(path, announced: true, at: 0)
        #expect(desk.takeQueued()?.path == path)
        #expect(desk.takeQueued() == nil, "one file, however many events")
        desk.hint(path, announced: true, at: 0)
        #expect(desk.takeQueued() == nil)
        desk.finish(path)
        #expect(desk.takeQueued()?.path == path)
    }

    @Test func aFullQueueMeansAListing() {
        var desk = desk(capacity: 3)
        for index in 0..<5 { desk.hint(Array("\(index)".utf8), announced: true, at: 0) }
        #expect(desk.queuedCount == 3)
        #expect(desk.needsListing)
    }

    /// Another try costs a whole reading, so that polls leave it alone.
    @Test func whatIsRefusedWaitsForTheNextListing() {
        var desk = desk()
        #expect(desk.takeListed(path) == true)
        desk.refuse(path)
        #expect(desk.inHandCount == 0 && desk.takeListed(path) == false)
        desk.retryRefused()
        #expect(desk.takeListed(path) == true)
        desk.finish(path)
        desk.retryRefused()
        #expect(desk.inHandCount == 0 && desk.queuedCount == 0)
    }

    /// A queue that is never empty does not keep what went through it.
    @Test func aQueueThatNeverEndsIsAsLongAsWhatWaits() {
        var desk = desk(capacity: 5000)
        for index in 0..<4000 { desk.hint(Array("\(index)".utf8), announced: true, at: 0) }
        for index in 0..<20_000 {
            #expect(desk.takeQueued()?.path == Array("\(index)".utf8))
            desk.finish(Array("\(index)".utf8))
            desk.hint(Array("\(index + 4000)".utf8), announced: true, at: 0)
        }
        #expect(desk.queuedCount == 4000)
    }

    @Test func aFileThatCannotLeaveIsNotCountedAsWork() {
        var desk = desk()
        #expect(desk.takeListed(path) == true)
        #expect(desk.inHandCount == 1)
        desk.setAside(path)
        #expect(desk.inHandCount == 0)
        #expect(desk.takeListed(path) == false)
        desk.finish(path)
        #expect(desk.inHandCount == 0)
        #expect(desk.takeListed(path) == true)
    }

    @Test func pausesDoubleUpToALimit() throws {
        let outage = SpoolOutage(cause: .diskFull, folder: .results)
        var backoff = Backoff()
        var now: Int64 = 0
        var pauses: [Int64] = []
        #expect(backoff.fail(outage, at: now) == true, "the first is worth a line")
        for _ in 0..<9 {
            pauses.append(backoff.until - now)
            now = backoff.until
            let isNew = backoff.fail(outage, at: now)
            #expect(!isNew)
        }
        #expect(pauses.prefix(4) == [500_000_000, 1_000_000_000, 2_000_000_000, 4_000_000_000])
        #expect(pauses.last == 30_000_000_000)
        let other = backoff.fail(SpoolOutage(cause: .readOnly, folder: .results), at: now)
        #expect(other, "another cause")
        let ended = backoff.succeed()
        #expect(ended == 11 && backoff.outage == nil)
    }

    @Test func causesThatTakeTurnsAreToldOnce() {
        var backoff = Backoff()
        let causes: [SpoolOutage.Cause] = [.diskFull, .readOnly, .diskFull, .readOnly]
        let told = causes.map { backoff.fail(SpoolOutage(cause: $0, folder: .results), at: 0) }
        #expect(told == [true, true, false, false])
    }

    @Test func whatIsMadeWhileTheNameIsInHandIsLookedAt() {
        var desk = IntakeDesk(settle: SettleTracker.Configuration(), queueCapacity: 4)
        let path = Array("a.png".utf8)
        let isTaken = desk.takeListed(path)
        desk.hint(path, announced: false, at: 0)
        desk.finish(path)
        let next = desk.takeQueued()
        #expect(isTaken && next?.path == path && next?.origin == .hinted)
    }

    /// Only one that was made and not closed is taken for held by a writer, where the kernel does not say.
    @Test func whatIsLookedAtAgainHasNoWriterForThat() {
        var desk = IntakeDesk(settle: SettleTracker.Configuration(), queueCapacity: 4)
        let junk = SettleTracker.Observation(
            stamp: FileStamp(size: 3, modified: 0, changed: 0, inode: 1, device: 1),
            content: .other,
            announced: false,
            age: 0
        )
        func decision(_ path: String, _ prepare: (inout IntakeDesk, [UInt8]) -> Void) -> SettleTracker.Decision {
            prepare(&desk, Array(path.utf8))
            _ = desk.tracker.observe(Array(path.utf8), junk, at: 2_000_000_000)
            return desk.tracker.observe(Array(path.utf8), junk, at: 20_000_000_000)
        }
        #expect(decision("again") { $0.lookAgain($1, at: 0) } == .take)
        #expect(decision("made") { $0.hint($1, announced: false, at: 0) } != .take)
    }

    @Test func whatIsPutBackCountsAsUnannounced() {
        var desk = IntakeDesk(settle: SettleTracker.Configuration(), queueCapacity: 4)
        let path = Array("a.png".utf8)
        let isTaken = desk.takeListed(path)
        desk.putBack(path)
        let next = desk.takeQueued()
        #expect(isTaken && next?.origin == .hinted, "a writer may be at it")
    }
}
