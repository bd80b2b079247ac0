import Glibc

/// What tells one state of `models/current` from another: where the link leads, and which file is there.
struct ModelLink: Equatable, Sendable {
    /// The file the link leads to, as a path; the path itself where it is no link.
    let path: String
    private let device: UInt64
    private let inode: UInt64
    private let size: Int
    /// When its content was written, and when its rights or owner were changed.
    private let times: [Int]

    /// What stands at `path` now; nil where nothing does. A link that leads nowhere is something.
    init?(_ path: String) {
        var status = stat()
        guard lstat(path, &status) == 0 else { return nil }
        var buffer = [CChar](repeating: 0, count: Int(PATH_MAX))
        let length = readlink(path, &buffer, buffer.count)
        if length > 0 {
            let target = String(decoding: buffer[..<length].map(UInt8.init(bitPattern:)), as: UTF8.self)
            let folder = path.lastIndex(of: "/").map { String(path[...$0]) } ?? ""
            self.path = target.hasPrefix("/") ? target : folder + target
            if stat(path, &status) != 0 { status = Glibc.stat() }
        } else {
            self.path = path
        }
        device = UInt64(status.st_dev)
        inode = UInt64(status.st_ino)
        size = Int(status.st_size)
        times = [status.st_mtim, status.st_ctim].flatMap { [Int($0.tv_sec), Int($0.tv_nsec)] }
    }
}
