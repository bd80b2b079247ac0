import Glibc

/// Small files that are whole or not there: written beside, synced, renamed, the folder synced.
public enum AtomicFile {
    /// What happens to a file of that name.
    public enum Replacing: Sendable {
        /// It is replaced.
        case always
        /// It stays, and `EEXIST` is thrown.
        case never
    }

    /// Writes `bytes` to `path`; a reader sees the old file, or none, or the whole new one.
    ///
    /// - Parameter durable: whether to wait until the file and its name are on the disk.
    public static func write(
        _ bytes: [UInt8],
        to path: String,
        replacing: Replacing = .always,
        durable: Bool = true
    ) throws(SystemError) {
        let (folder, name) = try open(path)
        let beside = Array(".".utf8) + name.prefix(200) + Array(".\(getpid()).tmp".utf8)
        do throws(SystemError) {
            try folder.remove(beside)
            let file = try folder.open(beside, O_WRONLY | O_CREAT | O_EXCL | O_NOFOLLOW)
            try file.write(bytes)
            if durable { try file.synchronize() }
            switch replacing {
            case .always: try folder.renameReplacing(beside, to: name)
            case .never: try folder.rename(beside, to: folder, as: name)
            }
        } catch {
            _ = try? folder.remove(beside)
            throw error
        }
        if durable { try folder.synchronize() }
    }

    /// Adds a line to a file (made where it is missing) and waits until it is on the disk.
    ///
    /// A half line that a crash left at the end is closed first, so that every other line stays readable.
    public static func append(line: [UInt8], to path: String) throws(SystemError) {
        let (folder, name) = try open(path)
        let file = try folder.open(name, O_RDWR | O_CREAT | O_APPEND)
        var text = line
        if text.last != UInt8(ascii: "\n") { text.append(UInt8(ascii: "\n")) }
        if try file.hasHalfLine(before: file.status().stamp.size) { text.insert(UInt8(ascii: "\n"), at: 0) }
        try file.write(text)
        try file.synchronize()
        try folder.synchronize()
    }

    private static func open(_ path: String) throws(SystemError) -> (folder: Descriptor, name: [UInt8]) {
        var (folder, name) = SpoolPath.split(Array(path.utf8))
        if folder.isEmpty { folder = Array((path.hasPrefix("/") ? "/" : ".").utf8) }
        if name.isEmpty { throw SystemError(number: EISDIR, call: "open") }
        return (try Descriptor.openFolder(atPath: folder), name)
    }
}
