/// How long files waited for their results, counted by steps of time, for Prometheus: by these counts servers work out
/// medians and the like over any time and any number of daemons.
struct LatencyHistogram: Sendable, Equatable {
    /// The upper ends of the steps in seconds; what took longer is above all.
    static let bounds = [0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 5, 10, 30, 60, 300, 1800, 7200]

    /// How many fell into each step and not the one below; the last is above all.
    private(set) var counts = [Int](repeating: 0, count: bounds.count + 1)
    /// Of all together, seconds.
    private(set) var sum = 0.0

    /// Takes in one time. A clock that was set back makes no time negative.
    mutating func add(nanoseconds: Int64) {
        let seconds = Double(max(0, nanoseconds)) / 1e9
        counts[Self.bounds.firstIndex { seconds <= $0 } ?? Self.bounds.count] += 1
        sum += seconds
    }

    /// Takes in all of another.
    static func += (left: inout LatencyHistogram, right: LatencyHistogram) {
        for index in left.counts.indices { left.counts[index] += right.counts[index] }
        left.sum += right.sum
    }
}
