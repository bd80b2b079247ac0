import Glibc

/// What tells one state of one file from another. As long as two stamps are equal, nothing was written in between; but a
/// change within ``longestTick`` of the one before it need not show, and on file systems that count in whole seconds one
/// within two of them.
public struct FileStamp: Hashable, Sendable {
    /// Bytes.
    public var size: Int64
    /// Last change of the content, nanoseconds since 1970.
    public var modified: Int64
    /// Last change of content, name or rights, nanoseconds since 1970. A rename changes it on ext4, XFS and btrfs.
    public var changed: Int64
    /// The number of the file on its file system.
    public var inode: UInt64
    /// The number of its file system.
    public var device: UInt64

    /// Nanoseconds within which two changes may get one time: a tick of a kernel with 100 of them a second, and some.
    static let longestTick: Int64 = 11_000_000

    /// A stamp with these values.
    public init(size: Int64, modified: Int64, changed: Int64, inode: UInt64, device: UInt64) {
        self.size = size
        self.modified = modified
        self.changed = changed
        self.inode = inode
        self.device = device
    }

    /// Whether this is the state that was written down, perhaps before a boot: the numbers of file systems are given
    /// anew then.
    func isSame(as recorded: FileStamp) -> Bool {
        size == recorded.size && modified == recorded.modified && changed == recorded.changed
            && inode == recorded.inode
    }

    /// Whether both are stamps of one file or folder, whatever state it was in.
    func isSameFile(as other: FileStamp) -> Bool { inode == other.inode && device == other.device }

    /// Whether a change that comes after `wall` (nanoseconds since 1970) leaves other times than these: not so where
    /// the last one lies so shortly before it that both may fall into one tick of the file system's clock. That ticks
    /// in some milliseconds, in whole seconds or in two of them; a time of 0 is none at all.
    func showsChanges(after wall: Int64) -> Bool {
        let margin: Int64 = changed % 1_000_000_000 == 0 ? 3_000_000_000 : 100_000_000
        return changed > 0 && wall - changed > margin
    }

    init(_ status: stat) {
        size = Int64(status.st_size)
        modified = status.st_mtim.nanosecondsSinceEpoch
        changed = status.st_ctim.nanosecondsSinceEpoch
        inode = UInt64(status.st_ino)
        device = UInt64(status.st_dev)
    }
}

/// What kind of thing a name stands for.
enum FileKind: Sendable, Equatable {
    case regular, folder, symbolicLink, pipe, socket, device, unknown

    init(mode: mode_t) {
        switch mode & S_IFMT {
        case S_IFREG: self = .regular
        case S_IFDIR: self = .folder
        case S_IFLNK: self = .symbolicLink
        case S_IFIFO: self = .pipe
        case S_IFSOCK: self = .socket
        case S_IFCHR, S_IFBLK: self = .device
        default: self = .unknown
        }
    }
}

/// A stamp with the kind of the thing it was taken of.
struct FileStatus: Sendable, Equatable {
    var kind: FileKind
    var stamp: FileStamp

    init(_ status: stat) {
        kind = FileKind(mode: status.st_mode)
        stamp = FileStamp(status)
    }
}
