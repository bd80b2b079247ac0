import Glibc

/// Which process works on a root, found out without making anything.
public enum RootHolder {
    /// The number of the process; nil where none does. 0 where one does that is not known by number.
    ///
    /// - Throws: `SpoolError` where there is no such root.
    public static func of(_ root: String) throws(SpoolError) -> Int32? {
        var status = stat()
        guard stat(root, &status) == 0 else {
            throw .folder(path: root, SystemError(number: errno, call: "stat"))
        }
        guard status.st_mode & S_IFMT == S_IFDIR else { throw .notAFolder(path: root) }
        let lock = open("\(root)/\(SpoolFolder.state.rawValue)/lock", O_RDONLY | O_CLOEXEC | O_NOFOLLOW)
        if lock < 0, errno != ENOENT {
            throw .file(path: "\(root)/\(SpoolFolder.state.rawValue)/lock", SystemError(number: errno, call: "open"))
        }
        guard lock >= 0 else { return nil }
        defer { close(lock) }
        guard flock(lock, LOCK_SH | LOCK_NB) != 0, errno == EWOULDBLOCK else { return nil }
        var bytes = [UInt8](repeating: 0, count: 16)
        let count = max(0, Glibc.read(lock, &bytes, bytes.count))
        return Int32(String(decoding: bytes[..<count].prefix { $0 != UInt8(ascii: "\n") }, as: UTF8.self)) ?? 0
    }
}
