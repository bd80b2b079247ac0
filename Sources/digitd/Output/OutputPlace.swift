import Glibc
import Spool

/// Where a file is to be written when the work is done.
enum OutputPlace {
    /// Makes sure before the work that there is a folder for the file that can be written to.
    ///
    /// - Parameter advice: what to do where there is none.
    static func expect(_ path: String, advice: String) throws(Failure) {
        guard let error = obstacle(path) else { return }
        throw Failure("\(path.visible) can't be written (\(error)): \(advice)")
    }

    /// What keeps a file from being written, as far as its folder tells.
    private static func obstacle(_ path: String) -> SystemError? {
        var status = stat()
        if path.isEmpty || path.hasSuffix("/") { return SystemError(number: EISDIR, call: "open") }
        if stat(path, &status) == 0, status.st_mode & S_IFMT == S_IFDIR {
            return SystemError(number: EISDIR, call: "open")
        }
        let folder = folder(of: path)
        guard stat(folder, &status) == 0 else { return SystemError(number: errno, call: "open") }
        guard status.st_mode & S_IFMT == S_IFDIR else { return SystemError(number: ENOTDIR, call: "open") }
        guard access(folder, W_OK | X_OK) == 0 else { return SystemError(number: errno, call: "open") }
        return nil
    }

    private static func folder(of path: String) -> String {
        guard let slash = path.lastIndex(of: "/") else { return "." }
        return slash == path.startIndex ? "/" : String(path[..<slash])
    }
}
