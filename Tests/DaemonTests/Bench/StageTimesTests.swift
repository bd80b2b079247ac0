import Testing

@testable import Daemon

@Suite struct StageTimesTests {
    private func times(_ nanoseconds: [StageTimes.Stage: Int64], files: Int = 10) -> StageTimes {
        var times = StageTimes()
        times.files = files
        times.nanoseconds = nanoseconds
        return times
    }

    @Test func sharesAddUp() {
        let times = times([.read: 10_000, .decode: 20_000, .network: 30_000, .file: 40_000])
        #expect(times.microseconds(.decode) == 2)
        #expect(times.microseconds(.sync) == 0)
        #expect(StageTimes.Stage.allCases.map(times.share).reduce(0, +) == 1)
    }

    @Test func theLimitIsWhatTakesMostWithTheDisksStagesTogether() {
        #expect(times([.decode: 5, .network: 4, .read: 2, .file: 2, .sync: 2]).limit == .disk)
        #expect(times([.decode: 7, .network: 4, .read: 2, .file: 2, .sync: 2]).limit == .decode)
        #expect(times([.network: 9, .file: 8]).limit == .network)
    }

    @Test func theSyncIsWhatFilingTookLonger() {
        var plain = times([.file: 40_000])
        plain.takeSync(from: times([.file: 180_000], files: 20))
        #expect(plain.microseconds(.sync) == 5)
        plain.takeSync(from: times([.file: 20_000], files: 20))
        #expect(plain.microseconds(.sync) == 0)
    }
}
