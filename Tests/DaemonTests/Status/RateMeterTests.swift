import Glibc
import Spool
import Testing

@testable import Daemon

@Suite struct RateMeterTests {
    @Test func theRateIsThatOfTheWindow() {
        var meter = RateMeter(window: .seconds(10))
        let start = ContinuousClock.now
        #expect(meter.perSecond == nil)
        meter.look(100, at: start)
        #expect(meter.perSecond == nil)
        meter.look(150, at: start + .seconds(5))
        #expect(meter.perSecond == 10)
        meter.look(150, at: start + .seconds(10))
        #expect(meter.perSecond == 5)
        meter.look(150, at: start + .seconds(15))
        #expect(meter.perSecond == 0)
        // A count that was set back makes no rate negative.
        meter.look(3, at: start + .seconds(16))
        #expect(meter.perSecond == 0)
    }

    @Test(arguments: [
        (0.0, 0.0), (-1.0, 0.0), (0.01667, 0.017), (0.03333, 0.033), (0.35, 0.35), (1.26, 1.3), (9.99, 10.0),
        (12.34, 12.0), (71.4, 71.0), (99.6, 100.0), (1234.0, 1200.0),
    ])
    func aRateIsRoundedToTwoDigits(perSecond: Double, rounded: Double) {
        #expect(RateMeter.rounded(perSecond) == rounded)
    }

    @Test func theOldestFileIsLookedUpNowAndThen() throws {
        let root = try TemporaryRoot()
        let now = Int64Box()
        let clock = SpoolClock(monotonic: { now.value }, wall: { 0 })
        var age = BacklogAge(root: root.path, clock: clock)
        age.look(waiting: 0)
        #expect(age.since == nil)
        try root.write("inbox/sub/a.png", [1])
        age.look(waiting: 1)
        let first = try #require(age.since)
        // Until the clock of the file system has ticked.
        usleep(20_000)
        try root.write("inbox/b.png", [1])
        try root.remove("inbox/sub/a.png")
        age.look(waiting: 1)
        #expect(age.since == first)
        now.value = 10_000_000_000
        age.look(waiting: 1)
        #expect(try #require(age.since) > first)
        age.look(waiting: 0)
        #expect(age.since == nil)
    }

    @Test func lookingEndsWhereItTakesTooLong() throws {
        let root = try TemporaryRoot()
        for name in ["a.png", "sub/b.png", "sub/c.png", "d.png"] { try root.write("inbox/\(name)", [1]) }
        let asked = Int64Box()
        let found = InboxCount.oldest(root: root.path) {
            asked.value += 1
            return asked.value <= 2
        }
        #expect(found != nil)
        #expect(asked.value <= 4, "no entry is looked at after the answer no")
        #expect(InboxCount.oldest(root: root.path, while: { false }) == nil)
    }
}

/// A number that a clock reads.
private final class Int64Box: @unchecked Sendable {
    var value: Int64 = 0
}
