/// How long to pause after a failure: doubled each time, up to a limit. No clock.
struct Backoff: Sendable, Equatable {
    var first: Int64 = 500_000_000
    var longest: Int64 = 30_000_000_000
    private(set) var outage: SpoolOutage?
    private(set) var until: Int64 = 0
    private var pause: Int64 = 0
    /// Times that another try failed; those of files that were in hand together count as one.
    private(set) var tries = 0
    /// Failures since the outage began.
    private(set) var failures = 0
    private var said: Set<SpoolOutage> = []

    /// Takes a failure in; whether it is a cause that has not been told in this outage (and so worth a line).
    mutating func fail(_ outage: SpoolOutage, at now: Int64) -> Bool {
        let isNew = said.insert(SpoolOutage(cause: outage.cause, folder: outage.folder)).inserted
        failures += 1
        // Failures of files that were in hand together count once.
        if isNew || now >= until {
            tries += 1
            pause = isNew && self.outage == nil ? first : min(max(pause, first) * 2, longest)
            until = now + pause
        }
        self.outage = outage
        return isNew
    }

    /// Whether nothing has gone through for a while, for a cause that does not pass by itself.
    var isHopeless: Bool {
        guard let outage, tries >= 5 else { return false }
        return [.noPermission, .readOnly, .unmounted, .missing, .other].contains(outage.cause)
    }

    /// Work has gone through; how many failures the outage had that this ends, nil where there was none.
    mutating func succeed() -> Int? {
        guard outage != nil else { return nil }
        defer { self = Backoff(first: first, longest: longest) }
        return failures
    }

    private init(first: Int64, longest: Int64) {
        self.first = first
        self.longest = longest
    }

    init() {}
}
