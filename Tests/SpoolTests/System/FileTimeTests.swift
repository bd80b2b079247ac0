import Glibc
import Testing

@testable import Spool

@Suite struct FileTimeTests {
    @Test(arguments: [0, 1, -1, -1_000_000_000, -1_500_000_001, 1_800_000_000_123_456_789])
    func nanosecondsComeBack(nanoseconds: Int64) {
        let time = timespec(nanosecondsSinceEpoch: nanoseconds)
        #expect((0..<1_000_000_000).contains(time.tv_nsec))
        #expect(time.nanosecondsSinceEpoch == nanoseconds)
    }

    @Test func anyTwoTimesHaveADifference() {
        let times = [Int.min, -1, 0, Int.max].map { timespec(tv_sec: $0, tv_nsec: 999_999_999).nanosecondsSinceEpoch }
        #expect(times == times.sorted())
        #expect(!times[3].subtractingReportingOverflow(times[0]).overflow)
    }
}
