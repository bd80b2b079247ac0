/// Decides when a file has stopped growing. No clock, no disk.
///
/// | content | announced by a close or a move | found otherwise |
/// |---|---|---|
/// | complete PNG | taken at once | taken when no writer has it open or it has been quiet for `quiet` |
/// | no PNG, or unreadable | taken when quiet for `quiet` | the same |
/// | PNG without its end, empty | handed on when quiet for `patience` | the same |
///
/// While a writer has the file open it waits on, up to `writerLimit`. All times are nanoseconds of one clock.
public struct SettleTracker: Sendable {
    /// How long to wait.
    public struct Configuration: Sendable, Equatable {
        /// Without a change before a file that needs no more bytes is taken. Default 2 s.
        public var quiet: Duration = .seconds(2)
        /// Without a change before an incomplete picture is handed on as it is. Default 5 s.
        public var patience: Duration = .seconds(5)
        /// Without a change before a file is handed on although a writer has it open. Default 10 minutes.
        public var writerLimit: Duration = .seconds(600)
        /// Files remembered at once; the others are found again by the next listing. Default 16,384.
        public var capacity = 16_384
        /// Every file counts as settled, whatever it looks like.
        public var everythingIsSettled = false

        /// The defaults.
        public init() {}
    }

    /// What the bytes of a file look like.
    public enum Content: Sendable, Equatable {
        /// A PNG with its IEND chunk.
        case completePicture
        /// A PNG that stops before its end, or an empty file.
        case incompletePicture
        /// Something else.
        case other
        /// It cannot be opened or read.
        case unreadable
    }

    /// One look at a file.
    public struct Observation: Sendable, Equatable {
        /// Size, times, number.
        public var stamp: FileStamp
        /// What its bytes look like.
        public var content: Content
        /// Whether a writer's close or a move into the folder brought us here.
        public var announced: Bool
        /// Whether somebody has it open for writing; nil where that cannot be told or was not asked.
        public var heldByWriter: Bool?
        /// Nanoseconds since its last change by the wall clock; negative where that lies in the future.
        public var age: Int64

        /// An observation with these values.
        public init(stamp: FileStamp, content: Content, announced: Bool, heldByWriter: Bool? = nil, age: Int64) {
            self.stamp = stamp
            self.content = content
            self.announced = announced
            self.heldByWriter = heldByWriter
            self.age = age
        }
    }

    /// What to do with the file.
    public enum Decision: Sendable, Equatable {
        /// It is settled.
        case take
        /// Look again then.
        case wait(until: Int64)
        /// Too many files are waiting; leave it to the next listing.
        case forget
    }

    private struct Entry {
        var stamp: FileStamp?
        var since: Int64
        var due: Int64
        /// It was made, and no close has been seen: its writer has it open, as far as events tell.
        var isUnclosed = false
    }

    private let configuration: Configuration
    private var waiting: [[UInt8]: Entry] = [:]
    private var earliest: Int64?

    /// A tracker of nothing yet.
    public init(_ configuration: Configuration = Configuration()) {
        self.configuration = configuration
    }

    /// Files waiting.
    public var count: Int { waiting.count }

    /// When the next of them is due.
    public var nextDue: Int64? { earliest }

    /// Whether this file is waiting.
    public func isWaiting(_ path: [UInt8]) -> Bool { waiting[path] != nil }

    /// Judges what was seen of the file at `path`.
    public mutating func observe(_ path: [UInt8], _ seen: Observation, at now: Int64) -> Decision {
        if configuration.everythingIsSettled || (seen.content == .completePicture && seen.announced) {
            forget(path)
            return .take
        }
        let known = waiting[path]
        let since = known?.stamp == seen.stamp ? known!.since : now
        var seen = seen
        let isUnclosed = known?.isUnclosed == true && !seen.announced
        // Whether a writer has it open may be asked by its owner only. One that sets the size first leaves zeros where the
        // signature comes.
        if isUnclosed, seen.heldByWriter == nil, seen.content == .incompletePicture || seen.content == .other {
            seen.heldByWriter = true
        }
        let needed = needed(for: seen)
        if quietTime(of: seen, since: since, at: now) >= needed {
            forget(path)
            return .take
        }
        guard known != nil || waiting.count < configuration.capacity else { return .forget }
        // A held file is looked at once a quiet time; its writer's close announces it sooner.
        let rest = needed - quietTime(of: seen, since: since, at: now)
        let due = now + (seen.heldByWriter == true ? min(rest, configuration.quiet.nanoseconds) : rest)
        set(path, Entry(stamp: seen.stamp, since: since, due: due, isUnclosed: isUnclosed))
        return .wait(until: due)
    }

    /// A file is to be looked at after the quiet time, unless it is announced first.
    ///
    /// - Parameter isUnclosed: it was made, and no close has been seen.
    public mutating func expect(_ path: [UInt8], isUnclosed: Bool, at now: Int64) -> Decision {
        if configuration.everythingIsSettled { return .take }
        if let known = waiting[path] { return .wait(until: known.due) }
        guard waiting.count < configuration.capacity else { return .forget }
        let due = now + configuration.quiet.nanoseconds
        set(path, Entry(stamp: nil, since: now, due: due, isUnclosed: isUnclosed))
        return .wait(until: due)
    }

    /// The file is gone or done.
    public mutating func forget(_ path: [UInt8]) {
        waiting[path] = nil
        if waiting.isEmpty { earliest = nil }
    }

    /// Up to `limit` files whose time has come. They stay remembered until they are observed or forgotten, and are
    /// due again after another quiet time.
    public mutating func takeDue(at now: Int64, limit: Int) -> [[UInt8]] {
        guard let first = earliest, first <= now, limit > 0 else { return [] }
        var due: [[UInt8]] = []
        for (path, entry) in waiting where entry.due <= now {
            due.append(path)
            if due.count == limit { break }
        }
        for path in due { waiting[path]!.due = now + configuration.quiet.nanoseconds }
        earliest = waiting.values.map(\.due).min()
        return due
    }

    private func needed(for seen: Observation) -> Int64 {
        if seen.heldByWriter == true { return configuration.writerLimit.nanoseconds }
        return (seen.content == .incompletePicture ? configuration.patience : configuration.quiet).nanoseconds
    }

    private func quietTime(of seen: Observation, since: Int64, at now: Int64) -> Int64 {
        let watched = now - since
        switch seen.content {
        case .completePicture:
            // Nobody writes it: there is nothing to wait for.
            if seen.heldByWriter == false { return .max }
            return max(watched, seen.heldByWriter == true ? 0 : seen.age)
        case .other:
            return max(watched, seen.heldByWriter == true ? 0 : seen.age)
        case .incompletePicture, .unreadable:
            return watched
        }
    }

    private mutating func set(_ path: [UInt8], _ entry: Entry) {
        waiting[path] = entry
        earliest = min(earliest ?? entry.due, entry.due)
    }
}
