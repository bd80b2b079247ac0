internal import CSystemCalls
import Glibc

/// An entry of a folder.
struct DirectoryEntry: Equatable {
    var name: [UInt8]
    var kind: FileKind
}

/// Reads a folder a piece at a time, so that a folder of a million files costs no more memory than one of ten.
final class DirectoryListing {
    private let folder: Descriptor
    private var buffer: [UInt8]
    private var filled = 0
    private var position = 0
    private var finished = false

    /// Starts at the beginning of a folder, through a descriptor of its own.
    init(of folder: Descriptor) throws(SystemError) {
        self.folder = try folder.openFolder(Array(".".utf8))
        buffer = [UInt8](repeating: 0, count: 32 << 10)
    }

    /// The next entry, `.` and `..` left out; nil at the end.
    func next() throws(SystemError) -> DirectoryEntry? {
        while true {
            if position >= filled {
                if finished { return nil }
                try refill()
                if finished { return nil }
            }
            if let entry = parse() { return entry }
        }
    }

    private func refill() throws(SystemError) {
        let count = buffer.withUnsafeMutableBytes { bytes in
            retrying { digitd_read_entries(folder.number, bytes.baseAddress, bytes.count) }
        }
        // A folder that was removed while it was read has come to its end.
        if count < 0, errno != ENOENT { throw .last("getdents64") }
        filled = max(count, 0)
        position = 0
        finished = count <= 0
    }

    /// struct linux_dirent64: inode (8), offset (8), record length (2), type (1), name, zero byte.
    private func parse() -> DirectoryEntry? {
        let start = position
        let length = Int(buffer[start + 16]) | Int(buffer[start + 17]) << 8
        position += length
        let type = buffer[start + 18]
        let nameStart = start + 19
        guard let nameEnd = buffer[nameStart..<(start + length)].firstIndex(of: 0) else { return nil }
        let name = buffer[nameStart..<nameEnd]
        if name.elementsEqual([UInt8(ascii: ".")]) || name.elementsEqual([UInt8(ascii: "."), UInt8(ascii: ".")]) {
            return nil
        }
        return DirectoryEntry(name: Array(name), kind: Self.kind(type))
    }

    /// The DT_ values of readdir(3).
    private static func kind(_ type: UInt8) -> FileKind {
        switch type {
        case 1: .pipe
        case 2, 6: .device
        case 4: .folder
        case 8: .regular
        case 10: .symbolicLink
        case 12: .socket
        default: .unknown
        }
    }
}
