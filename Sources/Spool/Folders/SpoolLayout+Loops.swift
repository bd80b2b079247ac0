import Glibc

extension SpoolLayout {
    /// Folders of a root beside the inbox that lie in it, or that it lies in, with links followed.
    ///
    /// - Returns: each with its path and the inbox's, both ended by a slash.
    public static func loops(root: String) -> [(folder: SpoolFolder, path: String, inbox: String)] {
        func real(_ folder: SpoolFolder) -> String? {
            guard let resolved = realpath("\(root)/\(folder.rawValue)", nil) else { return nil }
            defer { free(resolved) }
            return String(cString: resolved) + "/"
        }
        guard let inbox = real(.inbox) else { return [] }
        return SpoolFolder.allCases.filter { $0 != .inbox }.compactMap { folder in
            guard let path = real(folder), path.hasPrefix(inbox) || inbox.hasPrefix(path) else { return nil }
            return (folder, path, inbox)
        }
    }

    /// Makes sure that no output is read as a picture.
    public func expectNoLoops() throws(SpoolError) {
        guard let loop = Self.loops(root: root).first else { return }
        throw .loop(folder: loop.path, inbox: loop.inbox)
    }
}
