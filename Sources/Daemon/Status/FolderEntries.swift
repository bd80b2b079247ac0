import Glibc

/// What stands in a folder, for looks at folders that are small or seldom taken.
struct FolderEntries: Sequence {
    /// One entry; what has a dot in front, links and special files are left out.
    struct Entry {
        let name: String
        let isFolder: Bool
        /// Nanoseconds since 1970.
        let modified: Int64
        /// The last change of content, name or rights, nanoseconds since 1970.
        let changed: Int64
        let size: Int64
        let inode: UInt64
    }

    private let path: String

    /// The entries of the folder at `path`; none where it can't be read.
    init(_ path: String) {
        self.path = path
    }

    func makeIterator() -> AnyIterator<Entry> {
        guard let folder = opendir(path) else { return AnyIterator { nil } }
        let handle = Handle(folder)
        return AnyIterator { handle.next() }
    }

    /// The number of files in the folder and all below it.
    static func countFiles(below path: String) -> Int {
        FolderEntries(path).reduce(0) { $0 + ($1.isFolder ? countFiles(below: "\(path)/\($1.name)") : 1) }
    }

    private final class Handle {
        private let folder: OpaquePointer

        init(_ folder: OpaquePointer) { self.folder = folder }

        deinit { closedir(folder) }

        func next() -> Entry? {
            while let entry = readdir(folder) {
                guard entry.pointee.d_name.0 != CChar(UInt8(ascii: ".")) else { continue }
                var status = stat()
                let name = withUnsafePointer(to: &entry.pointee.d_name) { tuple in
                    tuple.withMemoryRebound(to: CChar.self, capacity: 256) { characters -> String? in
                        guard fstatat(dirfd(folder), characters, &status, AT_SYMLINK_NOFOLLOW) == 0 else { return nil }
                        return String(cString: characters)
                    }
                }
                let kind = status.st_mode & S_IFMT
                guard let name, kind == S_IFREG || kind == S_IFDIR else { continue }
                let modified = Int64(status.st_mtim.tv_sec) * 1_000_000_000 + Int64(status.st_mtim.tv_nsec)
                return Entry(
                    name: name,
                    isFolder: kind == S_IFDIR,
                    modified: modified,
                    changed: Int64(status.st_ctim.tv_sec) * 1_000_000_000 + Int64(status.st_ctim.tv_nsec),
                    size: Int64(status.st_size),
                    inode: UInt64(status.st_ino)
                )
            }
            return nil
        }
    }
}
