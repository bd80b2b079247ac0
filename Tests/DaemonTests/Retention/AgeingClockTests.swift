import Spool
import Testing

@testable import Daemon

@Suite struct AgeingClockTests {
    private static let hour: Int64 = 3_600_000_000_000
    private static let now: Int64 = 1_790_000_000_000_000_000

    /// Looks at one clock, so many hours later by each, in one daemon or in several.
    private struct Looks {
        var clock: AgeingClock
        var wall = now
        var running: Int64 = 0

        init(_ look: RetentionLook? = nil) { clock = AgeingClock(look) }

        mutating func after(hours: Int64, moved: Int64 = 0) -> AgeingClock.Verdict {
            running += hours * hour
            wall += (hours + moved) * hour
            return clock.judge(wall: wall, running: running)
        }

        /// Another daemon, on a machine that was started anew.
        mutating func restart() {
            clock = AgeingClock(clock.look)
            running = 0
        }
    }

    @Test func aSteadyClockIsTrusted() {
        var looks = Looks()
        for hours in [0, 1, 100, 10_000] as [Int64] { #expect(looks.after(hours: hours) == .trusted) }
    }

    @Test(arguments: [960, 3, -960, -3] as [Int64])
    func oneThatMovesIsNotUntilItHasGoneOnForADay(moved: Int64) {
        var looks = Looks()
        #expect(looks.after(hours: 0) == .trusted)
        let by = moved * Self.hour
        #expect(looks.after(hours: 1, moved: moved) == .doubted(by: by, isNew: true))
        for _ in 0..<23 { #expect(looks.after(hours: 1) == .doubted(by: by, isNew: false)) }
        #expect(looks.after(hours: 1) == .trusted)
        #expect(looks.after(hours: 1) == .trusted)
    }

    @Test func oneThatMovesBackIsTrustedAtOnce() {
        var looks = Looks()
        #expect(looks.after(hours: 0) == .trusted)
        #expect(looks.after(hours: 1, moved: 960) == .doubted(by: 960 * Self.hour, isNew: true))
        #expect(looks.after(hours: 20, moved: 100) == .doubted(by: 1060 * Self.hour, isNew: true))
        #expect(looks.after(hours: 20) == .doubted(by: 1060 * Self.hour, isNew: false), "the day begins anew")
        #expect(looks.after(hours: 1, moved: -1060) == .trusted)
    }

    @Test func aDaemonThatStartsCompares() {
        for (hours, isTrusted) in [(0, true), (24 * 6, true), (24 * 8, false), (-48, false), (24 * 365, false)] {
            var looks = Looks(RetentionLook(trusted: Self.now - Int64(hours) * Self.hour))
            #expect((looks.after(hours: 0) == .trusted) == isTrusted, "\(hours)")
            #expect((looks.after(hours: 23) == .trusted) == isTrusted, "\(hours)")
            #expect(looks.after(hours: 1) == .trusted, "\(hours)")
        }
    }

    /// Neither a reload nor a restart takes a doubt away, however small the move was.
    @Test(arguments: [3 * 24, 960] as [Int64])
    func aDoubtOutlivesTheDaemon(moved: Int64) {
        var looks = Looks()
        #expect(looks.after(hours: 0) == .trusted)
        #expect(looks.after(hours: 1, moved: moved) == .doubted(by: moved * Self.hour, isNew: true))
        for _ in 0..<3 {
            looks.restart()
            guard case .doubted = looks.after(hours: 2) else {
                Issue.record("a restart was enough")
                continue
            }
        }
        var back = looks
        back.restart()
        #expect(back.after(hours: 0, moved: -moved) == .trusted)
        looks.restart()
        #expect(looks.after(hours: 20) == .trusted, "a day after it began")
    }

    /// A machine that was off for long, and never on for a whole day.
    @Test func aMachineThatIsOftenOffGetsThereToo() {
        var looks = Looks(RetentionLook(trusted: Self.now - 24 * 8 * Self.hour))
        guard case .doubted(_, isNew: true) = looks.after(hours: 0) else {
            Issue.record("eight days are too many")
            return
        }
        #expect(looks.after(hours: 10) != .trusted)
        looks.restart()
        #expect(looks.after(hours: 14) == .trusted)
    }
}
