/// Paths below a folder as bytes: components joined by `/`, empty for the folder itself.
enum SpoolPath {
    static let slash = UInt8(ascii: "/")

    /// `folder/name`, or `name` alone in the top folder.
    @inline(__always)
    static func join(_ folder: [UInt8], _ name: [UInt8]) -> [UInt8] {
        if folder.isEmpty { return name }
        if name.isEmpty { return folder }
        var path: [UInt8] = []
        path.reserveCapacity(folder.count + 1 + name.count)
        path.append(contentsOf: folder)
        path.append(slash)
        path.append(contentsOf: name)
        return path
    }

    /// Whether a name is that of the folder for what is recovered after a crash of a file system, at the top of each
    /// disk: nobody's but root's.
    static func isOfFileSystem(_ name: [UInt8]) -> Bool { name.elementsEqual("lost+found".utf8) }

    /// The folder and the name in it.
    static func split(_ path: [UInt8]) -> (folder: [UInt8], name: [UInt8]) {
        guard let last = path.lastIndex(of: slash) else { return ([], path) }
        return (Array(path[..<last]), Array(path[(last + 1)...]))
    }

    static func components(_ path: [UInt8]) -> [[UInt8]] {
        path.split(separator: slash).map(Array.init)
    }

    /// Whether `path` is `folder` or lies below it.
    static func isInside(_ path: [UInt8], _ folder: [UInt8]) -> Bool {
        guard !folder.isEmpty else { return true }
        return path.starts(with: folder) && (path.count == folder.count || path[folder.count] == slash)
    }
}
