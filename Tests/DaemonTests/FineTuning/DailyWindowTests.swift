import Foundation
import Recognition
import Testing

@testable import Daemon

@Suite struct DailyWindowTests {
    private func at(_ hours: Int64, _ minutes: Int64) -> Timestamp {
        Timestamp(millisecondsSinceEpoch: ((10 * 24 + hours) * 60 + minutes) * 60_000)
    }

    @Test(arguments: ["01:00-05:00", "23:30-04:00", "00:00-23:59"])
    func itIsReadAsItIsWritten(text: String) {
        #expect(DailyWindow(text)?.description == text)
    }

    @Test(arguments: ["", "01:00", "01:00-", "1:00-05:00", "01:00-24:00", "01:60-05:00", "01:00-01:00", "+1:00-05:00"])
    func anythingElseIsNone(text: String) {
        #expect(DailyWindow(text) == nil)
    }

    @Test func itReachesOverMidnight() throws {
        let window = try #require(DailyWindow("23:30-04:00"))
        let open = [at(23, 29), at(23, 30), at(24, 0), at(27, 59), at(28, 0)].map { window.isOpen(at: $0, offset: 0) }
        #expect(open == [false, true, true, true, false])
        #expect(window.lastOpening(at: at(27, 59), offset: 0) == at(23, 30))
        #expect(window.nextOpening(after: at(28, 0), offset: 0) == at(47, 30))
        let before = Timestamp(millisecondsSinceEpoch: -1)
        #expect(window.lastOpening(at: before, offset: 0).millisecondsSinceEpoch == -30 * 60_000)
    }

    @Test func theWallClockIsThatOfTheZone() {
        let now = Timestamp.now
        let seconds = TimeZone.current.secondsFromGMT(
            for: Date(timeIntervalSince1970: Double(now.millisecondsSinceEpoch) / 1000)
        )
        #expect(LocalTime.offset(at: now) == Int64(seconds) * 1000)
    }
}
