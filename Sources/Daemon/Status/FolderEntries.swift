import Glibc
import Spool

/// What stands in a folder, for looks at folders that are small or seldom taken.
struct FolderEntries: Sequence {
    /// One entry; what has a dot in front, links and special files are left out.
    struct Entry {
        /// Its path, as the kernel has it: not always UTF-8.
        let path: [UInt8]
        /// The last part of it.
        let bytes: [UInt8]
        let isFolder: Bool
        /// Nanoseconds since 1970.
        let modified: Int64
        /// The last change of content, name or rights, nanoseconds since 1970.
        let changed: Int64
        let size: Int64
        let inode: UInt64

        /// Its name for people and for names that are known to be ASCII.
        var name: String { String(decoding: bytes, as: UTF8.self) }
        /// What stands in it, where it is a folder.
        var entries: FolderEntries { FolderEntries(path) }
    }

    private let path: [UInt8]

    /// The entries of the folder at `path`; none where it can't be read.
    init(_ path: String) {
        self.init(Array(path.utf8))
    }

    /// The entries of the folder at a path that need not be UTF-8.
    init(_ path: [UInt8]) {
        self.path = path
    }

    func makeIterator() -> AnyIterator<Entry> {
        guard let folder = opendir(path.map { CChar(bitPattern: $0) } + [0]) else { return AnyIterator { nil } }
        let handle = Handle(folder, path)
        return AnyIterator { handle.next() }
    }

    /// The number of files in the folder and all below it.
    static func countFiles(below path: String) -> Int {
        FolderEntries(path).fileCount
    }

    private var fileCount: Int { reduce(0) { $0 + ($1.isFolder ? $1.entries.fileCount : 1) } }

    private final class Handle {
        private let folder: OpaquePointer
        private let path: [UInt8]

        init(_ folder: OpaquePointer, _ path: [UInt8]) {
            self.folder = folder
            self.path = path
        }

        deinit { closedir(folder) }

        func next() -> Entry? {
            while let entry = readdir(folder) {
                guard entry.pointee.d_name.0 != CChar(UInt8(ascii: ".")) else { continue }
                var status = stat()
                let name = withUnsafePointer(to: &entry.pointee.d_name) { tuple in
                    tuple.withMemoryRebound(to: CChar.self, capacity: 256) { characters -> [UInt8]? in
                        guard fstatat(dirfd(folder), characters, &status, AT_SYMLINK_NOFOLLOW) == 0 else { return nil }
                        return (0..<strlen(characters)).map { UInt8(bitPattern: characters[$0]) }
                    }
                }
                let kind = status.st_mode & S_IFMT
                guard let name, kind == S_IFREG || kind == S_IFDIR else { continue }
                return Entry(
                    path: path + [UInt8(ascii: "/")] + name,
                    bytes: name,
                    isFolder: kind == S_IFDIR,
                    modified: status.st_mtim.nanosecondsSinceEpoch,
                    changed: status.st_ctim.nanosecondsSinceEpoch,
                    size: Int64(status.st_size),
                    inode: UInt64(status.st_ino)
                )
            }
            return nil
        }
    }
}
