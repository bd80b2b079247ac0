import Testing

@testable import Daemon

@Suite struct LatencyHistogramTests {
    @Test func aTimeCountsInItsStep() {
        var times = LatencyHistogram()
        for nanoseconds: Int64 in [5_000_000, 5_000_001, 7_200_000_000_000, 7_200_000_000_001, -3] {
            times.add(nanoseconds: nanoseconds)
        }
        // A step has its upper end in it; a negative time is none.
        #expect(times.counts.first == 2 && times.counts[1] == 1)
        #expect(times.counts.suffix(2) == [1, 1])
        #expect(abs(times.sum - 14_400.010000002) < 1e-9)
        var sum = times
        sum += times
        #expect(sum.counts == times.counts.map { 2 * $0 })
        #expect(LatencyHistogram.bounds == LatencyHistogram.bounds.sorted())
    }
}
