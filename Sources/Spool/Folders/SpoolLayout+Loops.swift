import Glibc

extension SpoolLayout {
    /// Folders of a root that lie in its inbox, or that outputs go to and the inbox lies in, with links followed. What
    /// lies below a name that the intake leaves alone is in nobody's way.
    ///
    /// - Returns: each with its path and the inbox's, both ended by a slash.
    public static func loops(root: String) -> [(folder: SpoolFolder, path: String, inbox: String)] {
        func real(_ folder: SpoolFolder) -> [UInt8]? {
            guard let resolved = realpath("\(root)/\(folder.rawValue)", nil) else { return nil }
            defer { free(resolved) }
            return String(cString: resolved).utf8 + [SpoolPath.slash]
        }
        guard let inbox = real(.inbox) else { return [] }
        return SpoolFolder.allCases.filter { $0 != .inbox }.compactMap { folder in
            guard let path = real(folder) else { return nil }
            let isBelow = path.starts(with: inbox) && isReached(path.dropFirst(inbox.count))
            guard isBelow || (folder.isForOutputs && inbox.starts(with: path)) else { return nil }
            return (folder, String(decoding: path, as: UTF8.self), String(decoding: inbox, as: UTF8.self))
        }
    }

    /// Makes sure that no output is read as a picture.
    public func expectNoLoops() throws(SpoolError) {
        guard let loop = Self.loops(root: root).first else { return }
        throw .loop(folder: loop.path, inbox: loop.inbox)
    }

    /// Whether the intake goes down a path below the inbox.
    private static func isReached(_ path: ArraySlice<UInt8>) -> Bool {
        SpoolPath.components(Array(path)).allSatisfy { !InboxNames.isLeftAlone($0) }
    }
}

extension SpoolFolder {
    fileprivate var isForOutputs: Bool { self == .results || Self.forOriginals.contains(self) }
}
