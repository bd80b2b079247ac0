/// How long to pause after a failure: doubled each time, up to a limit. No clock.
struct Backoff: Sendable, Equatable {
    var first: Int64 = 500_000_000
    var longest: Int64 = 30_000_000_000
    private(set) var outage: SpoolOutage?
    private(set) var until: Int64 = 0
    private var pause: Int64 = 0

    /// Takes a failure in; whether it is another cause than before (and so worth a line).
    mutating func fail(_ outage: SpoolOutage, at now: Int64) -> Bool {
        let isNew = self.outage?.cause != outage.cause || self.outage?.folder != outage.folder
        // Failures of files that were in hand together count once.
        if isNew || now >= until {
            pause = isNew && self.outage == nil ? first : min(max(pause, first) * 2, longest)
            until = now + pause
        }
        self.outage = outage
        return isNew
    }

    /// Work has gone through; whether that ends an outage.
    mutating func succeed() -> Bool {
        guard outage != nil else { return false }
        self = Backoff(first: first, longest: longest)
        return true
    }

    private init(first: Int64, longest: Int64) {
        self.first = first
        self.longest = longest
    }

    init() {}
}
