import Recognition
import Testing

@testable import Daemon

@Suite struct FineTuneScheduleTests {
    private func at(_ milliseconds: Int64) -> Timestamp { Timestamp(millisecondsSinceEpoch: milliseconds) }

    /// A moment of a day of 1970, 0 the first, in UTC.
    private func at(day: Int64, _ hours: Int64, _ minutes: Int64) -> Timestamp {
        at(((day * 24 + hours) * 60 + minutes) * 60_000)
    }

    private func labels(_ fingerprint: UInt64, count: Int = 1) -> LabelSurvey {
        LabelSurvey(counts: [count] + [Int](repeating: 0, count: 9), fingerprint: fingerprint)
    }

    private let everySecond = FineTuneTriggers(interval: .seconds(1))
    private let nightly = FineTuneTriggers(window: DailyWindow("01:00-05:00"))

    @Test func labelsMustHaveChangedAndRest() {
        var schedule = FineTuneSchedule(everySecond)
        var looks: [Bool] = []
        for (fingerprint, time) in [(0, 0), (7, 10), (8, 20), (8, 30)] as [(UInt64, Int64)] {
            looks.append(schedule.look(labels(fingerprint), at: at(time), offset: 0))
        }
        #expect(looks == [false, false, false, true], "none, just changed, changing still, at rest")
        schedule.ended(on: labels(8), succeeded: true, at: at(100))
        #expect(schedule.earliest(at: at(101), offset: 0) == at(1100))
        #expect(!schedule.isDue(at: at(1099), offset: 0))
        looks = []
        for (fingerprint, time) in [(8, 1100), (9, 1110), (9, 1120)] as [(UInt64, Int64)] {
            looks.append(schedule.look(labels(fingerprint), at: at(time), offset: 0))
        }
        #expect(looks == [false, false, true], "the same labels, changed, at rest")
    }

    @Test func aFailedCycleIsTriedAgainAfterTheInterval() {
        var schedule = FineTuneSchedule(everySecond)
        _ = schedule.look(labels(8), at: at(0), offset: 0)
        let first = schedule.look(labels(8), at: at(1), offset: 0)
        #expect(first)
        schedule.ended(on: labels(8), succeeded: false, at: at(50))
        let soon = schedule.look(labels(8), at: at(60), offset: 0)
        #expect(!soon)
        let later = schedule.look(labels(8), at: at(1050), offset: 0)
        #expect(later)
    }

    @Test func aClockSetBackDoesNotStopIt() {
        let memory = FineTuneSchedule.Memory(endedAt: 1_000_000, labels: 1)
        let schedule = FineTuneSchedule(everySecond, memory: memory)
        #expect(!schedule.isDue(at: at(1_000_500), offset: 0))
        #expect(schedule.isDue(at: at(500), offset: 0))
    }

    @Test func onceANight() {
        var schedule = FineTuneSchedule(nightly)
        #expect(!schedule.isDue(at: at(day: 1, 0, 59), offset: 0))
        #expect(schedule.earliest(at: at(day: 1, 0, 59), offset: 0) == at(day: 1, 1, 0))
        #expect(schedule.isDue(at: at(day: 1, 1, 0), offset: 0))
        #expect(!schedule.isDue(at: at(day: 1, 5, 0), offset: 0))
        schedule.ended(on: labels(1), succeeded: true, at: at(day: 1, 4, 50))
        #expect(!schedule.isDue(at: at(day: 1, 4, 59), offset: 0), "not twice a night")
        #expect(schedule.earliest(at: at(day: 1, 12, 0), offset: 0) == at(day: 2, 1, 0))
        #expect(schedule.isDue(at: at(day: 2, 1, 0), offset: 0), "at once the night after")
        // A cycle by day, begun by a person or by new labels, takes nothing from the night.
        schedule.ended(on: labels(2), succeeded: true, at: at(day: 2, 14, 0))
        #expect(schedule.isDue(at: at(day: 3, 1, 0), offset: 0))
    }

    @Test func theNightIsThatOfTheWallClock() {
        let schedule = FineTuneSchedule(nightly)
        let offset: Int64 = -5 * 3_600_000
        #expect(!schedule.isDue(at: at(day: 1, 1, 0), offset: offset))
        #expect(schedule.isDue(at: at(day: 1, 6, 0), offset: offset))
    }

    @Test func newLabelsBeginACycleAtAnyTime() {
        var schedule = FineTuneSchedule(FineTuneTriggers(newLabels: 20))
        #expect(schedule.isWorthALook(at: at(0), offset: 0))
        _ = schedule.look(labels(1, count: 19), at: at(0), offset: 0)
        let tooFew = schedule.look(labels(1, count: 19), at: at(1), offset: 0)
        #expect(!tooFew)
        _ = schedule.look(labels(2, count: 20), at: at(2), offset: 0)
        let enough = schedule.look(labels(2, count: 20), at: at(3), offset: 0)
        #expect(enough)
        schedule.ended(on: labels(2, count: 20), succeeded: false, at: at(4))
        let again = schedule.look(labels(2, count: 20), at: at(5), offset: 0)
        #expect(!again, "a cycle that fails is not begun over and over")
        _ = schedule.look(labels(3, count: 40), at: at(6), offset: 0)
        let more = schedule.look(labels(3, count: 40), at: at(7), offset: 0)
        #expect(more)
        #expect(schedule.earliest(at: at(8), offset: 0) == nil)
    }

    @Test(
        arguments: [
            (FineTuneTriggers(interval: .milliseconds(1)), 1000), (FineTuneTriggers(interval: .seconds(36)), 3600),
            (FineTuneTriggers(interval: .seconds(86_400)), 600_000),
            (FineTuneTriggers(window: DailyWindow("01:00-01:10")), 60_000),
            (FineTuneTriggers(window: DailyWindow("01:00-05:00"), newLabels: 1), 30_000),
        ] as [(FineTuneTriggers, Int64)]
    )
    func looksAreClose(triggers: FineTuneTriggers, pause: Int64) {
        #expect(FineTuneSchedule(triggers).pause == pause)
    }
}
