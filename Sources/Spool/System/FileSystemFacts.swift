/// What a file system says of itself (`statfs`).
public struct FileSystemFacts: Sendable, Equatable {
    /// Its magic number, as in `statfs(2)`.
    public var type: Int64
    /// Bytes an ordinary user may still write.
    public var availableBytes: UInt64
    /// Bytes in all.
    public var totalBytes: UInt64
    /// Files that can still be made; 0 of 0 where the file system does not count them.
    public var freeInodes: UInt64
    /// Files that can be made in all.
    public var totalInodes: UInt64

    /// The facts of the file system a path lies on.
    public static func of(path: String) throws(SystemError) -> FileSystemFacts {
        try Descriptor.openFolder(atPath: Array(path.utf8)).fileSystem()
    }

    // Magic numbers from statfs(2) and linux/magic.h.
    private static let ext4: Int64 = 0xEF53
    private static let xfs: Int64 = 0x5846_5342
    private static let btrfs: Int64 = 0x9123_683E
    private static let tmpfs: Int64 = 0x0102_1994

    /// Its usual name; its number where it is none of the usual ones.
    public var name: String {
        switch type {
        case Self.ext4: "ext4"
        case Self.xfs: "xfs"
        case Self.btrfs: "btrfs"
        case Self.tmpfs: "tmpfs"
        case 0x794C_7630: "overlayfs"
        case 0x6969: "NFS"
        case 0xFE53_4D42, 0xFF53_4D42, 0x517B: "SMB"
        case 0x6573_5546: "FUSE"
        case 0x0102_1997: "9P"
        default: "0x" + String(type, radix: 16)
        }
    }

    private static let remote: Set<Int64> = [
        0x6969,  // NFS
        0x517B,  // SMB
        0xFE53_4D42,  // SMB 2
        0xFF53_4D42,  // CIFS
        0x6573_5546,  // FUSE
        0x0102_1997,  // 9P
        0x00C3_6400,  // Ceph
        0x5346_414F,  // AFS
        0x7375_7245,  // Coda
        0x786F_4256,  // VirtualBox shared folders
        0x0BD0_0BD0,  // Lustre
        0x0116_1970,  // GFS 2
        0x7461_636F,  // OCFS 2
    ]

    /// Whether changes may come from elsewhere without an inotify event: network file systems and FUSE.
    public var mayChangeUnannounced: Bool {
        Self.remote.contains(type)
    }

    /// Whether a change that follows a look at a file always shows in its times. Elsewhere it may fall into the same tick
    /// of the kernel's clock as the change before it.
    ///
    /// Source: the "multigrain timestamps" of Linux 6.13, which these file systems have.
    var tellsChangesApart: Bool {
        KernelRelease.isAtLeast(6, 13) && [Self.ext4, Self.xfs, Self.btrfs, Self.tmpfs].contains(type)
    }

    /// Whether it is ext4, or ext2 or ext3, which have the same number.
    var isExt: Bool { type == Self.ext4 }

    /// Whether what was done to names first is also on the disk first (one journal, written in order), or nothing
    /// outlives a power cut anyway (tmpfs).
    public var keepsOrderOfNames: Bool {
        [Self.ext4, Self.xfs, Self.btrfs, Self.tmpfs].contains(type)
    }
}
