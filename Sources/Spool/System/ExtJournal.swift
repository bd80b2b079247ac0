import Glibc

/// ext2, ext3 and ext4 have one magic number: whether a file system of them writes a journal, by what the kernel's ext4
/// says in `/sys/fs/ext4/DEVICE/journal_task` (its thread's number, or `<none>`).
enum ExtJournal {
    /// Whether the one on this device (`st_dev`) has none for sure.
    static func isMissing(on device: UInt64) -> Bool {
        do {
            // A link that ends in the name which the kernel has for the device.
            let blocks = try Descriptor.openFolder(atPath: Array("/sys/dev/block".utf8))
            // As glibc packs the two numbers (makedev(3)).
            let major = device >> 8 & 0xFFF | device >> 32 & ~0xFFF
            let minor = device & 0xFF | device >> 12 & ~0xFF
            let number = Array("\(major):\(minor)".utf8)
            let known = try Descriptor.openFolder(atPath: Array("/sys/fs/ext4".utf8))
            guard let target = blocks.linkTarget(of: number) else { return false }
            let name = SpoolPath.split(target).name
            // The kernel's own ext2 knows of none.
            guard try known.status(of: name) != nil else { return true }
            return try known.openFolder(name).contents(of: Array("journal_task".utf8), limit: 64)?.first
                == UInt8(ascii: "<")
        } catch {
            return false
        }
    }
}
