import Glibc
import Logging
import Recognition

/// Writes an event as one line on standard error: `2026-01-31T12:00:00.123Z notice classified digit=7 file=a.png`.
///
/// Under systemd's journal, which has the time itself, a priority stands in place of time and level: `<5>classified …`
/// (`sd-daemon(3)`).
struct StandardErrorLogHandler: LogHandler {
    var logLevel: Logger.Level
    var metadata: Logger.Metadata = [:]
    var metadataProvider: Logger.MetadataProvider?
    /// Whether standard error is the journal.
    let isJournal: Bool
    /// Where lines go.
    let write: @Sendable (String) -> Void

    init(
        level: Logger.Level,
        isJournal: Bool = StandardErrorLogHandler.standardErrorIsJournal(),
        write: @escaping @Sendable (String) -> Void = StandardError.write
    ) {
        self.logLevel = level
        self.isJournal = isJournal
        self.write = write
    }

    subscript(metadataKey key: String) -> Logger.Metadata.Value? {
        get { metadata[key] }
        set { metadata[key] = newValue }
    }

    func log(event: LogEvent) {
        var all = metadata
        if let provided = metadataProvider?.get() { all.merge(provided) { $1 } }
        if let given = event.metadata { all = all.isEmpty ? given : all.merging(given) { $1 } }
        write(
            Self.line(
                level: event.level,
                message: event.message.description,
                metadata: all,
                time: isJournal ? nil : Timestamp.now.description
            )
        )
    }

    /// The line for an event, its metadata in order of the keys; `time` is `nil` for the journal.
    static func line(level: Logger.Level, message: String, metadata: Logger.Metadata, time: String?) -> String {
        var text = time.map { "\($0) \(level.rawValue) " } ?? "<\(level.journalPriority)>"
        text.reserveCapacity(256)
        text += message.visible
        for (key, value) in metadata.sorted(by: { $0.key < $1.key }) {
            text += " "
            text += key
            text += "="
            text += quotedIfNeeded(value.description)
        }
        text += "\n"
        return text
    }

    /// A value that can be told from its neighbours: in quotes where it is empty or has a space, a quote or `=`.
    private static func quotedIfNeeded(_ value: String) -> String {
        let value = value.visible
        let separators: [UInt8] = [0x20, 0x22, 0x3D]
        guard value.isEmpty || value.utf8.contains(where: { separators.contains($0) }) else { return value }
        return "\"" + value.unicodeScalars.map { $0 == "\"" || $0 == "\\" ? "\\\($0)" : String($0) }.joined() + "\""
    }

    /// Whether `JOURNAL_STREAM` names the device and inode of standard error: set alone it may be inherited by a
    /// program whose standard error goes elsewhere.
    static func standardErrorIsJournal() -> Bool {
        guard let stream = getenv("JOURNAL_STREAM") else { return false }
        var status = stat()
        guard fstat(STDERR_FILENO, &status) == 0 else { return false }
        return String(cString: stream) == "\(status.st_dev):\(status.st_ino)"
    }
}

extension Logger.Level {
    /// The priority of `syslog(3)`: 3 error, 4 warning, 5 notice, 6 info, 7 debug.
    fileprivate var journalPriority: Int {
        switch self {
        case .trace, .debug: 7
        case .info: 6
        case .notice: 5
        case .warning: 4
        case .error: 3
        case .critical: 2
        }
    }
}
