import Glibc

/// What a path that somebody named leads to, before it is opened.
enum PicturePath {
    /// Whether it leads to a pipe, a socket or a device, which would have to be waited for and can be read only once.
    static func isIrregular(_ path: [UInt8]) -> Bool {
        var status = stat()
        let name = path.map { CChar(bitPattern: $0) } + [0]
        guard stat(name, &status) == 0 else { return false }
        let kind = status.st_mode & S_IFMT
        return kind != S_IFREG && kind != S_IFDIR
    }
}
