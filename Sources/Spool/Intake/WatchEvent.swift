import Glibc

/// One inotify event.
struct WatchEvent: Equatable, Sendable {
    var watch: Int32
    var mask: UInt32
    var name: [UInt8]

    static let closeWrite = UInt32(IN_CLOSE_WRITE)
    static let movedTo = UInt32(IN_MOVED_TO)
    static let created = UInt32(IN_CREATE)
    static let deletedSelf = UInt32(IN_DELETE_SELF)
    static let movedSelf = UInt32(IN_MOVE_SELF)
    static let isFolder = UInt32(IN_ISDIR)
    static let overflow = UInt32(IN_Q_OVERFLOW)
    static let ignored = UInt32(IN_IGNORED)
    static let unmounted = UInt32(IN_UNMOUNT)

    /// What a folder is watched for. Not IN_MOVED_FROM: every file we move out ourselves would wake us.
    static let interest =
        closeWrite | movedTo | created | deletedSelf | movedSelf | UInt32(IN_ONLYDIR) | UInt32(IN_EXCL_UNLINK)

    /// Splits what one read gave (struct inotify_event: watch, mask, cookie, length of name, name with zero bytes;
    /// little-endian, as every machine this runs on).
    static func parse(_ bytes: ArraySlice<UInt8>, _ body: (WatchEvent) -> Void) {
        var position = bytes.startIndex
        func word(_ at: Int) -> UInt32 {
            var value: UInt32 = 0
            for offset in (0..<4).reversed() { value = value << 8 | UInt32(bytes[at + offset]) }
            return value
        }
        while position + 16 <= bytes.endIndex {
            let length = Int(word(position + 12))
            let nameEnd = position + 16 + length
            guard nameEnd <= bytes.endIndex else { return }
            let name = bytes[(position + 16)..<nameEnd].prefix { $0 != 0 }
            body(
                WatchEvent(watch: Int32(bitPattern: word(position)), mask: word(position + 4), name: Array(name))
            )
            position = nameEnd
        }
    }
}
