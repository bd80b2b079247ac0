/// Lists the inbox tree a file at a time: folders still to list on a stack, one of them open.
struct InboxScanner {
    /// Something a listing came across.
    enum Found {
        /// A regular file (or what may be one) with no name that is left alone.
        case file(InboxFolder, name: [UInt8])
        /// A folder; it is to be entered.
        case folder(path: [UInt8])
        /// Something that is left alone.
        case leftAlone(path: [UInt8], IntakeNotice.Reason)
    }

    private var folders: [[UInt8]] = []
    private var known: Set<[UInt8]> = []
    private var current: (folder: InboxFolder, listing: DirectoryListing)?

    /// Whether everything has been listed.
    var isFinished: Bool { current == nil && folders.isEmpty }

    /// The folder whose listing is under way.
    var currentPath: [UInt8]? { current?.folder.path }

    /// Adds a folder that is to be listed.
    mutating func add(_ path: [UInt8]) {
        if known.insert(path).inserted { folders.append(path) }
    }

    /// Starts from the top, whatever was under way.
    mutating func restart() {
        stop()
        add([])
    }

    /// Stops.
    mutating func stop() {
        current = nil
        folders = []
        known = []
    }

    /// The next folder to list, off the stack; nil while one is open or none is left.
    mutating func nextFolder() -> [UInt8]? {
        guard current == nil, let path = folders.popLast() else { return nil }
        known.remove(path)
        return path
    }

    /// Opens a folder's listing.
    mutating func open(_ folder: InboxFolder) throws(SystemError) {
        current = (folder, try DirectoryListing(of: folder.descriptor))
    }

    /// The next thing in the open folder; nil at its end.
    mutating func next() throws(SystemError) -> Found? {
        guard let (folder, listing) = current else { return nil }
        do {
            while let entry = try listing.next() {
                return try sort(entry, in: folder)
            }
        } catch {
            current = nil
            throw error
        }
        current = nil
        return nil
    }

    private func sort(_ entry: DirectoryEntry, in folder: InboxFolder) throws(SystemError) -> Found {
        var kind = entry.kind
        if kind == .unknown {
            // Some file systems do not say it in the listing.
            kind = (try? folder.descriptor.status(of: entry.name))??.kind ?? .unknown
        }
        switch kind {
        case _ where InboxNames.isLeftAlone(entry.name):
            return .leftAlone(path: SpoolPath.join(folder.path, entry.name), .hidden)
        case .regular, .unknown: return .file(folder, name: entry.name)
        case .folder: return .folder(path: SpoolPath.join(folder.path, entry.name))
        case .symbolicLink: return .leftAlone(path: SpoolPath.join(folder.path, entry.name), .symbolicLink)
        case .pipe, .socket, .device: return .leftAlone(path: SpoolPath.join(folder.path, entry.name), .special)
        }
    }
}
