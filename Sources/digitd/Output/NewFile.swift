import Glibc

/// Writes files that must not be there yet, so that nothing is overwritten.
enum NewFile {
    /// Writes `bytes` to a new file at `path`.
    static func write(_ bytes: [UInt8], to path: String) throws(Failure) {
        let descriptor = open(path, O_WRONLY | O_CREAT | O_EXCL | O_CLOEXEC, 0o666)
        guard descriptor >= 0 else {
            if errno == EEXIST { throw Failure("\(path) is there already: name another folder, or remove it") }
            throw failure(path)
        }
        defer { close(descriptor) }
        var rest = bytes[...]
        while !rest.isEmpty {
            let count = rest.withUnsafeBytes { Glibc.write(descriptor, $0.baseAddress, $0.count) }
            if count < 0 {
                if errno == EINTR { continue }
                throw failure(path)
            }
            rest = rest.dropFirst(count)
        }
    }

    /// Makes the folder at `path` with all above it that are missing.
    static func makeFolder(_ path: String) throws(Failure) {
        var above = path.startIndex
        while let slash = path[above...].dropFirst().firstIndex(of: "/") {
            above = slash
            _ = mkdir(String(path[..<slash]), 0o777)  // what goes wrong here goes wrong below too
        }
        guard mkdir(path, 0o777) != 0, errno != EEXIST else { return }
        throw failure(path)
    }

    private static func failure(_ path: String) -> Failure {
        Failure("\(path) can't be written (\(String(cString: strerror(errno)))): name another folder")
    }
}
