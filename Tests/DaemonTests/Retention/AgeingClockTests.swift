import Testing

@testable import Daemon

@Suite struct AgeingClockTests {
    private static let hour: Int64 = 3_600_000_000_000
    private static let now: Int64 = 1_790_000_000_000_000_000

    /// Looks at one clock, so many hours later by each.
    private struct Looks {
        var clock: AgeingClock
        var wall = now
        var running: Int64 = 0

        init(earlier: Int64?) { clock = AgeingClock(earlier: earlier) }

        mutating func after(hours: Int64, moved: Int64 = 0) -> AgeingClock.Verdict {
            running += hours * hour
            wall += (hours + moved) * hour
            return clock.look(wall: wall, running: running)
        }
    }

    @Test func aSteadyClockIsTrusted() {
        var looks = Looks(earlier: nil)
        for hours in [0, 1, 100, 10_000] as [Int64] { #expect(looks.after(hours: hours) == .trusted) }
    }

    @Test(arguments: [960, -960] as [Int64])
    func oneThatMovesIsNotUntilItHasGoneOnForADay(moved: Int64) {
        var looks = Looks(earlier: nil)
        #expect(looks.after(hours: 0) == .trusted)
        let by = moved * Self.hour
        #expect(looks.after(hours: 1, moved: moved) == .moved(by: by, isNew: true))
        for _ in 0..<23 { #expect(looks.after(hours: 1) == .moved(by: by, isNew: false)) }
        #expect(looks.after(hours: 1) == .trusted)
        #expect(looks.after(hours: 1) == .trusted)
    }

    @Test func oneThatMovesBackIsTrustedAtOnce() {
        var looks = Looks(earlier: nil)
        #expect(looks.after(hours: 0) == .trusted)
        #expect(looks.after(hours: 1, moved: 960) == .moved(by: 960 * Self.hour, isNew: true))
        #expect(looks.after(hours: 20, moved: 100) == .moved(by: 1060 * Self.hour, isNew: true))
        #expect(looks.after(hours: 20) == .moved(by: 1060 * Self.hour, isNew: false), "the day begins anew")
        #expect(looks.after(hours: 1, moved: -1060) == .trusted)
    }

    @Test func aDaemonThatStartsCompares() {
        for (hours, isTrusted) in [(0, true), (24 * 6, true), (24 * 8, false), (-48, false), (24 * 365, false)] {
            var looks = Looks(earlier: Self.now - Int64(hours) * Self.hour)
            #expect((looks.after(hours: 0) == .trusted) == isTrusted, "\(hours)")
            #expect((looks.after(hours: 23) == .trusted) == isTrusted, "\(hours)")
            #expect(looks.after(hours: 1) == .trusted, "\(hours)")
        }
    }
}
