import FoundationEssentials
import Glibc
import Recognition
import Spool
import Training

/// What `digitd status` tells: the daemon's own record, and what lies in the folders now.
public struct StatusReport: Sendable, Equatable, Codable {
    /// Outcomes, and files that have none yet.
    public struct Tally: Sendable, Equatable, Codable {
        /// `classified + uncertain + rejected + duplicate + waiting`.
        public var seen: Int
        /// Read, and sure enough.
        public var classified: Int
        /// Read, but a person should look.
        public var uncertain: Int
        /// Not readable as a picture.
        public var rejected: Int
        /// The same content as an earlier file, where `duplicates` tells them apart.
        public var duplicate: Int
        /// Files in the inbox.
        public var waiting: Int
    }

    /// What came of a fine-tune cycle.
    public struct Cycle: Sendable, Equatable, Codable {
        /// When it ended, RFC 3339.
        public var at: String
        /// `accepted`, `refused` or `waited`.
        public var decision: String
        /// Why, in plain words.
        public var reason: String
    }

    /// How the daemon is.
    public enum State: String, Sendable, Codable {
        case running
        /// It runs, but something keeps it from working: see `outage`.
        case paused
        case stopped
        /// It does not run, and did not end in good order.
        case crashed
        /// It never ran on this root.
        case new
    }

    /// The folder the daemon owns.
    public var root: String
    /// How the daemon is.
    public var state: State
    /// Its process number while it runs.
    public var pid: Int32?
    /// When it started, RFC 3339; absent where it never did.
    public var since: String?
    /// The model in use, or used last.
    public var model: StatusRecord.Model?
    /// Seconds since its file was written.
    public var modelAgeSeconds: Int?
    /// Outcomes since the root was first used.
    public var counts: Tally
    /// Of the files in the inbox, those that have a result and can't leave it; absent where there are none.
    public var owed: Int?
    /// Seconds since the file came that has waited longest; absent where none waits.
    public var oldestWaiting: Int?
    /// Files that were read in a second, over the last minute, or since the start where that is shorter, to two
    /// significant digits. Absent where it does not run.
    public var rate: Double?
    /// Files in `review/`, for a person to label.
    public var review: Int
    /// Files in `labeled/`, by digit.
    public var labels: [Int]
    /// `events` or `polling`.
    public var intake: String?
    /// How changes are noticed on each file system of the inbox tree.
    public var mounts: [StatusRecord.Mount]?
    /// Why the intake pauses, if it does.
    public var outage: String?
    /// The last thing that went wrong.
    public var lastError: StatusRecord.Trouble?
    /// The last things that went wrong, the newest last.
    public var lastErrors: [StatusRecord.Trouble]
    /// The rolling file of all results, where one is kept.
    public var rollup: StatusRecord.Rollup?
    /// What came of telling the program of `on_result`, where there is one.
    public var onResult: StatusRecord.Hook?
    /// Whether a fine-tune cycle is under way.
    public var isFineTuning: Bool
    /// Before when no fine-tune cycle begins, RFC 3339.
    public var nextFineTune: String?
    /// Hours between fine-tune cycles; absent where they are left to people.
    public var fineTuneHours: Double?
    /// What begins fine-tune cycles, in words; nil where they are left to people.
    public var fineTuneTriggers: String?
    /// The last fine-tune cycle.
    public var lastFineTune: Cycle?

    /// Looks at a root. Takes nothing and changes nothing in it.
    ///
    /// - Throws: `SpoolError` where the root can't be opened.
    public init(root: String) throws {
        let holder = try RootHolder.of(root)
        let record = StatusFile(root: root).read()
        self.root = root
        pid = holder
        since = record?.since
        model = record?.model
        modelAgeSeconds = record?.model.madeSeconds.map {
            max(0, Int(Timestamp.now.millisecondsSinceEpoch / 1000 - $0))
        }
        counts = try Tally(of: SpoolLayout(existing: root))
        owed = holder == nil ? nil : record.flatMap { $0.owed > 0 ? $0.owed : nil }
        oldestWaiting = InboxCount.oldest(root: root).map {
            max(0, Int((SpoolClock.system.wall() - $0) / 1_000_000_000))
        }
        review = FolderEntries.countFiles(below: "\(root)/\(SpoolFolder.review.rawValue)")
        labels = LabelSurvey(root: root).counts
        let isRunning = holder != nil
        intake = isRunning ? record?.intake : nil
        mounts = isRunning ? record?.mounts : nil
        outage = isRunning ? record?.outage ?? Self.readOnly(root) : nil
        lastErrors = record?.lastErrors ?? []
        lastError = lastErrors.last
        rate = isRunning ? record?.rate : nil
        rollup = record?.rollup
        onResult = record?.hook
        isFineTuning = isRunning && record?.isFineTuning == true
        nextFineTune = record?.nextFineTune
        fineTuneHours = record?.fineTuneHours
        fineTuneTriggers = record?.fineTuneTriggers
        lastFineTune = ModelStore(root: root).history().last.map {
            Cycle(at: $0.at, decision: $0.decision.rawValue, reason: $0.reason)
        }
        state =
            switch (isRunning, record) {
            case (true, _): outage == nil ? .running : .paused
            case (false, nil): .new
            case (false, let record?): record.stopped == nil ? .crashed : .stopped
            }
    }

    /// On a read-only file system the daemon's own record can't tell that it is one.
    private static func readOnly(_ root: String) -> String? {
        for folder in [SpoolFolder.results, .inbox, .processed, .state] {
            var facts = statvfs()
            guard statvfs("\(root)/\(folder.rawValue)", &facts) == 0, facts.f_flag & UInt(ST_RDONLY) != 0 else {
                continue
            }
            return SpoolOutage(cause: .readOnly, folder: folder).description
        }
        return nil
    }

    /// The report as JSON in UTF-8, with a newline at the end.
    public func json() throws -> [UInt8] {
        let encoder = JSONEncoder()
        encoder.keyEncodingStrategy = .convertToSnakeCase
        encoder.outputFormatting = [.sortedKeys, .prettyPrinted]
        return [UInt8](try encoder.encode(self)) + [UInt8(ascii: "\n")]
    }
}
