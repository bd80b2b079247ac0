/// Why a root cannot be used: one line that names the folder and says what to do.
public enum SpoolError: Error, Equatable, Sendable, CustomStringConvertible {
    /// The folder can be neither opened nor made.
    case folder(path: String, SystemError)
    /// Something other than a folder stands where a folder belongs.
    case notAFolder(path: String)
    /// Another running process owns the root.
    case locked(root: String, holder: Int32?)
    /// A file the root needs (lock, journal) cannot be read or written.
    case file(path: String, SystemError)
    /// A folder that was a file system of its own at the last start, and is none now.
    case unmounted(path: String, record: String)
    /// The folder of the root's state was removed or replaced while a process worked with it.
    case replaced(path: String)
    /// A folder that outputs go to lies in the inbox, or the inbox in it: outputs would be read as pictures.
    case loop(folder: String, inbox: String)
    /// inotify does not start.
    case events(SystemError)

    /// One line.
    public var description: String {
        switch self {
        case .folder(let path, let error):
            "\(path): cannot be opened or made (\(error)); check that it exists and who owns it"
        case .notAFolder(let path):
            "\(path): is not a folder; move it away"
        case .locked(let root, let holder):
            "\(root): is in use by another digitd\(holder.map { " (process \($0))" } ?? ""); "
                + "stop that one first, or give another root"
        case .file(let path, let error):
            "\(path): cannot be used (\(error)); check its owner and rights"
        case .unmounted(let path, let record):
            "\(path): is not mounted; mount it, or remove \(record) where it is to be a plain folder from now on"
        case .replaced(let path):
            "\(path): was removed or replaced while digitd ran; leave it to digitd, and start that again"
        case .loop(let folder, let inbox):
            folder.hasPrefix(inbox)
                ? "\(folder): lies in the inbox (\(inbox)), where outputs would be read as pictures; move it out"
                : "\(inbox): is the inbox and lies in \(folder), which outputs go to; move it out"
        case .events(let error):
            "inotify: cannot be started (\(error)); raise fs.inotify.max_user_instances"
        }
    }
}
