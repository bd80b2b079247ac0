import Glibc

/// A cause that stops the work on a folder but not the daemon: it is waited out.
public struct SpoolOutage: Error, Hashable, Sendable, CustomStringConvertible {
    /// What is wrong.
    public enum Cause: String, Sendable, Hashable {
        case diskFull = "disk_full"
        case readOnly = "read_only"
        case noPermission = "no_permission"
        case inputOutput = "io_error"
        case unmounted
        case missing
        case outOfDescriptors = "out_of_descriptors"
        case outOfMemory = "out_of_memory"
        case other
    }

    /// What is wrong.
    public let cause: Cause
    /// Where.
    public let folder: SpoolFolder
    /// The failure as the kernel put it.
    public let error: SystemError?

    /// An outage of this cause.
    public init(cause: Cause, folder: SpoolFolder, error: SystemError? = nil) {
        self.cause = cause
        self.folder = folder
        self.error = error
    }

    /// The outage behind a failed call.
    public init(_ error: SystemError, in folder: SpoolFolder) {
        let cause: Cause =
            switch error.number {
            case ENOSPC, EDQUOT: .diskFull
            case EROFS: .readOnly
            case EACCES, EPERM: .noPermission
            case EIO, ESTALE, ENXIO, ENODEV, EUCLEAN: .inputOutput
            case ENOENT, ENOTDIR, ELOOP: .missing
            case EMFILE, ENFILE: .outOfDescriptors
            case ENOMEM: .outOfMemory
            default: .other
            }
        self.init(cause: cause, folder: folder, error: error)
    }

    /// One line that names the folder and says what to do.
    public var description: String {
        let what =
            switch cause {
            case .diskFull: "no space left; make room"
            case .readOnly: "the file system is read-only; mount it writable"
            case .noPermission: "no permission; check owner and rights"
            case .inputOutput: "input/output error; check the disk"
            case .unmounted: "is not mounted; mount it again"
            case .missing: "is gone or no folder; put it back"
            case .outOfDescriptors: "too many open files; raise the limit"
            case .outOfMemory: "the kernel is out of memory"
            case .other: "cannot be used"
            }
        return "\(folder.rawValue): \(what)" + (error.map { " (\($0))" } ?? "")
    }
}
