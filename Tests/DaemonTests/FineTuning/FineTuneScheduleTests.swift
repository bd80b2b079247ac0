import Recognition
import Testing

@testable import Daemon

@Suite struct FineTuneScheduleTests {
    private func at(_ milliseconds: Int64) -> Timestamp { Timestamp(millisecondsSinceEpoch: milliseconds) }

    @Test func labelsMustHaveChangedAndRest() {
        var schedule = FineTuneSchedule(interval: 1000)
        let look1 = schedule.look(0, at: at(0))
        #expect(!look1, "no labels")
        let look2 = schedule.look(7, at: at(10))
        #expect(!look2, "just changed")
        let look3 = schedule.look(8, at: at(20))
        #expect(!look3, "changing still")
        let look4 = schedule.look(8, at: at(30))
        #expect(look4)
        schedule.ended(on: 8, succeeded: true, at: at(100))
        #expect(schedule.earliest == at(1100))
        #expect(!schedule.isDue(at: at(1099)))
        let look5 = schedule.look(8, at: at(1100))
        #expect(!look5, "the same labels")
        let look6 = schedule.look(9, at: at(1110))
        #expect(!look6)
        let look7 = schedule.look(9, at: at(1120))
        #expect(look7)
    }

    @Test func aFailedCycleIsTriedAgainAfterTheInterval() {
        var schedule = FineTuneSchedule(interval: 1000)
        _ = schedule.look(8, at: at(0))
        let look8 = schedule.look(8, at: at(1))
        #expect(look8)
        schedule.ended(on: 8, succeeded: false, at: at(50))
        let look9 = schedule.look(8, at: at(60))
        #expect(!look9)
        let look10 = schedule.look(8, at: at(1050))
        #expect(look10)
    }

    @Test func aClockSetBackDoesNotStopIt() {
        let schedule = FineTuneSchedule(interval: 1000, memory: .init(endedAt: 1_000_000, labels: 1))
        #expect(!schedule.isDue(at: at(1_000_500)))
        #expect(schedule.isDue(at: at(500)))
    }

    @Test(arguments: [(1, 1000), (36_000, 3600), (Int64(86_400_000), 600_000)] as [(Int64, Int64)])
    func looksAreATenthOfTheIntervalApart(interval: Int64, pause: Int64) {
        #expect(FineTuneSchedule(interval: interval).pause == pause)
    }
}
