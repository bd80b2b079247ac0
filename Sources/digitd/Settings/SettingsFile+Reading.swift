import Glibc

extension SettingsFile {
    /// The most bytes a settings file may have.
    private static let limit = 1 << 20

    /// The text of the file at `path`; `nil` where there is none.
    static func text(at path: String) throws(SettingsError) -> String? {
        let descriptor = open(path, O_RDONLY | O_CLOEXEC | O_NONBLOCK)
        guard descriptor >= 0 else {
            if errno == ENOENT { return nil }
            throw .unreadable(file: path, reason: String(cString: strerror(errno)))
        }
        defer { close(descriptor) }
        var bytes: [UInt8] = []
        var part = [UInt8](repeating: 0, count: 65_536)
        while true {
            let count = read(descriptor, &part, part.count)
            if count == 0 { break }
            guard count > 0 else {
                if errno == EINTR { continue }
                throw .unreadable(file: path, reason: String(cString: strerror(errno)))
            }
            bytes.append(contentsOf: part[..<count])
            guard bytes.count <= limit else { throw .unreadable(file: path, reason: "more than 1 MiB") }
        }
        guard let text = String(validating: bytes, as: UTF8.self) else {
            throw .unreadable(file: path, reason: "not UTF-8")
        }
        return text
    }
}
