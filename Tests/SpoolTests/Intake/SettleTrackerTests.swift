import Testing

@testable import Spool

@Suite struct SettleTrackerTests {
    private static let second: Int64 = 1_000_000_000
    private let path = Array("a.png".utf8)

    private func seen(
        _ content: SettleTracker.Content,
        announced: Bool = false,
        held: Bool? = nil,
        age: Int64 = 0,
        size: Int64 = 100
    ) -> SettleTracker.Observation {
        let stamp = FileStamp(size: size, modified: 1, changed: 1, inode: 1, device: 1)
        return .init(stamp: stamp, content: content, announced: announced, heldByWriter: held, age: age)
    }

    @Test func anAnnouncedCompletePictureIsTakenAtOnce() {
        var tracker = SettleTracker()
        #expect(tracker.observe(path, seen(.completePicture, announced: true), at: 0) == .take)
        #expect(tracker.count == 0)
    }

    @Test(arguments: [(Int64(0), false), (2, true), (-5, false)])
    func aListedCompletePictureIsTakenOnceItIsOld(age: Int64, isTaken: Bool) {
        var tracker = SettleTracker()
        let decision = tracker.observe(path, seen(.completePicture, age: age * Self.second), at: 0)
        #expect((decision == .take) == isTaken)
    }

    @Test func aListedCompletePictureThatNobodyWritesIsTaken() {
        var tracker = SettleTracker()
        #expect(tracker.observe(path, seen(.completePicture, held: false), at: 0) == .take)
    }

    @Test func aFutureStampWaitsByTheTrackersOwnClock() {
        var tracker = SettleTracker()
        let young = seen(.completePicture, age: -1_000 * Self.second)
        #expect(tracker.observe(path, young, at: 0) == .wait(until: 2 * Self.second))
        #expect(tracker.observe(path, young, at: 2 * Self.second) == .take)
    }

    @Test func anIncompletePictureIsHandedOnWhenQuiet() {
        var tracker = SettleTracker()
        let half = seen(.incompletePicture, announced: true, age: 1_000 * Self.second)
        #expect(tracker.observe(path, half, at: 0) == .wait(until: 5 * Self.second))
        #expect(tracker.observe(path, half, at: 5 * Self.second - 1) == .wait(until: 5 * Self.second))
        #expect(tracker.observe(path, half, at: 5 * Self.second) == .take)
        #expect(tracker.count == 0)
    }

    @Test func everyChangeStartsTheWaitAnew() {
        var tracker = SettleTracker()
        var now: Int64 = 0
        for size in 1...60 {
            let half = seen(.incompletePicture, announced: true, size: Int64(size))
            #expect(tracker.observe(path, half, at: now) == .wait(until: now + 5 * Self.second))
            now += 4 * Self.second
        }
        #expect(tracker.observe(path, seen(.completePicture, announced: true, size: 61), at: now) == .take)
    }

    @Test func aHeldFileWaitsUpToTheLimit() {
        var tracker = SettleTracker()
        let held = seen(.incompletePicture, held: true)
        #expect(tracker.observe(path, held, at: 0) == .wait(until: 2 * Self.second))
        #expect(tracker.observe(path, held, at: 599 * Self.second) == .wait(until: 600 * Self.second))
        #expect(tracker.observe(path, held, at: 600 * Self.second) == .take)
    }

    /// A writer that sets the size first leaves zeros where the signature comes, and who may not ask sees only that no
    /// close came.
    @Test func whatIsNoPictureYetWaitsForItsWritersClose() {
        var tracker = SettleTracker()
        #expect(tracker.expect(path, isUnclosed: true, at: 0) == .wait(until: 2 * Self.second))
        let zeros = seen(.other, age: 9 * Self.second)
        #expect(tracker.observe(path, zeros, at: 2 * Self.second) == .wait(until: 4 * Self.second))
        #expect(tracker.observe(path, zeros, at: 60 * Self.second) == .wait(until: 62 * Self.second))
        let closed = seen(.completePicture, announced: true)
        #expect(tracker.observe(path, closed, at: 61 * Self.second) == .take)
    }

    @Test func whatIsNoPictureWaitsForTheQuietTime() {
        var tracker = SettleTracker()
        let text = seen(.other, announced: true)
        #expect(tracker.observe(path, text, at: 0) == .wait(until: 2 * Self.second))
        #expect(tracker.observe(path, text, at: 2 * Self.second) == .take)
    }

    @Test func everythingIsSettledInOnceMode() {
        var configuration = SettleTracker.Configuration()
        configuration.everythingIsSettled = true
        var tracker = SettleTracker(configuration)
        #expect(tracker.observe(path, seen(.incompletePicture, held: true), at: 0) == .take)
    }

    @Test func waitingFilesAreDueInTimeAndNotForgotten() {
        var tracker = SettleTracker()
        #expect(tracker.expect(path, isUnclosed: true, at: 0) == .wait(until: 2 * Self.second))
        #expect(tracker.nextDue == 2 * Self.second)
        #expect(tracker.takeDue(at: 2 * Self.second - 1, limit: 10) == [])
        #expect(tracker.takeDue(at: 2 * Self.second, limit: 10) == [path])
        #expect(tracker.takeDue(at: 2 * Self.second, limit: 10) == [], "once")
        #expect(tracker.nextDue == 4 * Self.second)
        tracker.forget(path)
        #expect(tracker.nextDue == nil)
    }

    @Test func memoryIsBounded() {
        var configuration = SettleTracker.Configuration()
        configuration.capacity = 2
        var tracker = SettleTracker(configuration)
        for name in ["a", "b"] { _ = tracker.expect(Array(name.utf8), isUnclosed: true, at: 0) }
        #expect(tracker.expect(Array("c".utf8), isUnclosed: true, at: 0) == .forget)
        #expect(tracker.observe(Array("c".utf8), seen(.incompletePicture), at: 0) == .forget)
        #expect(tracker.count == 2)
    }
}
