import Glibc

/// Which file a path leads to: the same for all names and links of one file.
struct FileIdentity: Hashable {
    private let device: UInt
    private let inode: UInt

    /// The file a path leads to; nil where there is none.
    init?(_ path: [UInt8]) {
        var status = stat()
        let name = path.map { CChar(bitPattern: $0) } + [0]
        guard stat(name, &status) == 0 else { return nil }
        device = UInt(status.st_dev)
        inode = UInt(status.st_ino)
    }
}
