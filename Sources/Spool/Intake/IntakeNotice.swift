/// Something the intake wants said, once.
public enum IntakeNotice: Sendable, Equatable {
    /// Why a thing in the inbox is not read.
    public enum Reason: String, Sendable {
        case symbolicLink = "symbolic link"
        case hidden = "dot-file or partial name"
        case special = "pipe, socket or device"
    }

    /// It is left alone. Said once for each, within a bounded memory.
    case leftAlone(path: [UInt8], Reason)
    /// The kernel dropped events; everything is listed again.
    case eventsOverflowed
    /// No watch could be set on this folder (`fs.inotify.max_user_watches`); it is polled.
    case watchRefused(path: [UInt8], SystemError)
    /// Changes here come without events; it is polled.
    case polled(path: [UInt8], PollingReason)
    /// A folder below the inbox cannot be listed.
    case folderUnreadable(path: [UInt8], SystemError)
    /// The intake has stopped and tries again by itself.
    case outage(SpoolOutage)
    /// It goes on.
    case recovered

    /// Why a folder is polled.
    public enum PollingReason: Sendable, Equatable {
        /// The kind of file system: far changes are not announced.
        case fileSystem
        /// A listing found what no event had announced.
        case unannouncedFile
    }
}
