/// How many files are read in a second, from looks at how many were.
public struct RateMeter: Sendable {
    private let window: Duration
    private var looks: [(at: ContinuousClock.Instant, count: Int)] = []

    /// A meter of what happened within the last `window`.
    public init(window: Duration) {
        self.window = window
    }

    /// Takes a look in: `count` files were read by `now`.
    public mutating func look(_ count: Int, at now: ContinuousClock.Instant = .now) {
        looks.append((now, count))
        // The last look before the window is where it begins.
        let inside = looks.firstIndex { $0.at > now - window } ?? looks.endIndex
        looks.removeFirst(max(0, inside - 1))
    }

    /// Files a second between the first and the last look; nil for one look.
    public var perSecond: Double? {
        guard let first = looks.first, let last = looks.last, first.at < last.at else { return nil }
        return Double(max(0, last.count - first.count)) / ((last.at - first.at) / .seconds(1))
    }

    /// A rate to two significant digits, so that slow ones are told too.
    static func rounded(_ perSecond: Double) -> Double {
        guard perSecond > 0, perSecond.isFinite else { return 0 }
        // Powers of ten, of which one brings the rate to two digits before the point.
        var divisor = 1.0
        var factor = 1.0
        while perSecond / divisor >= 100 { divisor *= 10 }
        while perSecond * factor < 10, factor < 1e9 { factor *= 10 }
        return divisor > 1 ? (perSecond / divisor).rounded() * divisor : (perSecond * factor).rounded() / factor
    }
}
