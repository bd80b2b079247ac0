import FoundationEssentials

/// What the daemon keeps about itself in the root, for `digitd status` and its own next start.
public struct StatusRecord: Sendable, Equatable, Codable {
    /// Something that went wrong, and when.
    public struct Trouble: Sendable, Equatable, Codable {
        /// RFC 3339.
        public var at: String
        /// One line.
        public var message: String
    }

    /// The model in use.
    public struct Model: Sendable, Equatable, Codable {
        /// The name of its file.
        public var name: String
        /// The hash of its file.
        public var sha256: String
        /// When its file was written, RFC 3339.
        public var made: String?
        /// Why it stands in for the current one of the root; absent where it is that.
        public var refused: String?

        /// When its file was written, seconds since 1970.
        var madeSeconds: Int64? {
            let style = Date.ISO8601FormatStyle(includingFractionalSeconds: true)
            return made.flatMap { try? style.parse($0) }.map { Int64($0.timeIntervalSince1970) }
        }
    }

    /// The rolling file of all results.
    public struct Rollup: Sendable, Equatable, Codable {
        /// Its name below the root.
        public var file: String
        /// Results since the start that could not be written to it.
        public var missing: Int
    }

    /// A file system of the inbox tree.
    public struct Mount: Sendable, Equatable, Codable {
        /// Its topmost folder below the root.
        public var folder: String
        /// `events` or `polling`.
        public var intake: String
        /// Why it is polled.
        public var reason: String?
    }

    /// What came of telling the program of `on_result`, since the start.
    public struct Hook: Sendable, Equatable, Codable {
        /// Results that it was told of and that it took well.
        public var told = 0
        /// Those it failed on, or took too long for.
        public var failed = 0
        /// Those it was not told of, as too many waited.
        public var dropped = 0
    }

    /// What became of requests to take up the settings anew.
    public struct Reload: Sendable, Equatable, Codable {
        /// How many there were since the start.
        public var tries = 0
        /// Why the last one was refused; absent where it was not.
        public var refused: String?
    }

    /// The version of this form.
    public var schema = 1
    /// When the daemon started, RFC 3339.
    public var since: String
    /// When it ended in good order; absent while it runs, and after a crash.
    public var stopped: String?
    /// The model in use.
    public var model: Model
    /// Files in the inbox that the daemon knew of.
    public var waiting: Int
    /// Originals whose result is there and that could not leave the inbox yet.
    public var owed: Int
    /// `events`, or `polling` where changes come without events somewhere in the inbox.
    public var intake: String
    /// How changes are noticed on each file system of the inbox tree.
    public var mounts: [Mount]?
    /// Why the intake pauses, if it does.
    public var outage: String?
    /// The last things that went wrong, the newest last.
    public var lastErrors: [Trouble]?
    /// Files that were read in a second, over the last minute, or since the start where that is shorter, to two
    /// significant digits.
    public var rate: Double?
    /// The rolling file of all results, where one is kept.
    public var rollup: Rollup?
    /// What came of telling the program of `on_result`, where there is one.
    public var hook: Hook?
    /// Whether a fine-tune cycle is under way.
    public var isFineTuning: Bool
    /// Before when no fine-tune cycle begins, RFC 3339; absent where one begins as soon as labels change, or never by
    /// itself.
    public var nextFineTune: String?
    /// Hours between fine-tune cycles; absent where none begins by that.
    public var fineTuneHours: Double?
    /// What begins fine-tune cycles, in words; absent where they are left to people.
    public var fineTuneTriggers: String?
    /// Requests to take up the settings anew.
    public var reload: Reload?
}
