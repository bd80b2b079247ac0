/// Something the intake wants said, once.
public enum IntakeNotice: Sendable, Equatable {
    /// Why a thing in the inbox is not read.
    public enum Reason: String, Sendable {
        case symbolicLink = "symbolic link"
        case hidden = "dot-file, partial name or lost+found"
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
    /// A file can't be filed where others can: its folder among the outputs has other rights, or their file system does
    /// not take its name.
    case refused(path: [UInt8], SpoolOutage)
    /// The intake has stopped and tries again by itself; not new where this cause was told since it stopped.
    case outage(SpoolOutage, isNew: Bool)
    /// Some files have to wait for this, while others go through.
    case held(SpoolOutage)
    /// It goes on, after so many failures.
    case recovered(failures: Int)

    /// Why a folder is polled.
    public enum PollingReason: String, Sendable, Equatable {
        /// The kind of file system: far changes are not announced.
        case fileSystem = "its file system does not announce all changes"
        /// A listing found what no event had announced.
        case unannouncedFile = "a file came without an event"
        /// No watch could be had on a folder of it.
        case watchRefused = "a folder can't be watched"
        /// A file made there to try it was not announced.
        case probeUnannounced = "a trial file came without an event"
    }
}
