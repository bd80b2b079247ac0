import Spool
import Testing

@testable import Daemon

@Suite struct RetentionRuleTests {
    @Test(arguments: [
        ("all", RetentionRule.all), ("90m", RetentionRule(age: .seconds(5400))),
        ("36h", RetentionRule(age: .seconds(129_600))), ("30d", RetentionRule(age: .seconds(2_592_000))),
        ("10000", RetentionRule(count: 10_000)), ("30d 7", RetentionRule(age: .seconds(2_592_000), count: 7)),
        ("7 30d", RetentionRule(age: .seconds(2_592_000), count: 7)),
    ])
    func readsAgesAndNumbers(text: String, rule: RetentionRule) {
        #expect(RetentionRule(text) == rule)
    }

    @Test(arguments: [
        "", " ", "none", "0", "0d", "-1d", "1w", "d", "1.5d", "1d 2d", "1 2", "1d 2 3", "99999999999d", "30D",
    ])
    func refusesOtherText(text: String) {
        #expect(RetentionRule(text) == nil)
    }

    private static let minute: Int64 = 60_000_000_000

    @Test func ageAndNumberLimitTogether() {
        let now = 1_000 * Self.minute
        let times = [10, 500, 500, 500, 900, 990].map { $0 * Self.minute }
        #expect(RetentionRule.all.cutoff(times, now: now) == nil)
        #expect(RetentionRule("1000m")?.cutoff(times, now: now) == nil)
        #expect(RetentionRule("600m")?.cutoff(times, now: now) == RetentionCutoff(filedBy: 400 * Self.minute))
        #expect(RetentionRule("6")?.cutoff(times, now: now) == nil)
        // Two of the three that were filed at one time.
        #expect(RetentionRule("3")?.cutoff(times, now: now) == RetentionCutoff(filedBy: 500 * Self.minute, atMost: 3))
        #expect(
            RetentionRule("600m 3")?.cutoff(times, now: now) == RetentionCutoff(filedBy: 500 * Self.minute, atMost: 3)
        )
        #expect(RetentionRule("50m 3")?.cutoff(times, now: now) == RetentionCutoff(filedBy: 950 * Self.minute))
    }

    /// What has just been filed may still be on its way, however few files are kept.
    @Test func whatIsNewStays() {
        let now = 1_000 * Self.minute
        #expect(RetentionRule("1")?.cutoff([now - 5, now - 4, now - 3], now: now) == nil)
        let cutoff = RetentionRule("1")?.cutoff([0, now - 4, now - 3], now: now)
        #expect(cutoff == RetentionCutoff(filedBy: now - Self.minute, atMost: 2))
    }
}
