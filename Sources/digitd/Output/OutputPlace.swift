import ArgumentParser
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

    /// Makes sure that of several files no two are one, whatever they are called: what is written last would be all.
    ///
    /// - Parameter places: each with the option that names it; nil where it was not given.
    static func expectDistinct(_ places: [(option: String, path: String?)]) throws {
        var seen: [Identity: String] = [:]
        for (option, path) in places {
            guard let path else { continue }
            if let other = seen.updateValue(option, forKey: identity(path)) {
                throw ValidationError("\(path.visible): is named by \(other) and by \(option); name two files")
            }
        }
    }

    /// A file, or where there is none yet, the name it will have in a folder.
    private enum Identity: Hashable {
        case file(FileIdentity)
        case name(String, in: FileIdentity?)
    }

    private static func identity(_ path: String) -> Identity {
        if let file = FileIdentity(Array(path.utf8)) { return .file(file) }
        let name = path.split(separator: "/").last.map(String.init) ?? path
        guard let folder = FileIdentity(Array(folder(of: path).utf8)) else { return .name(path, in: nil) }
        return .name(name, in: folder)
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
