import Glibc

/// Where the file of a journal's entry is, found out by looking.
struct EntryWhereabouts {
    private let inbox: Descriptor
    private let folders: FilingFolders

    init(inbox: Descriptor, folders: FilingFolders) {
        self.inbox = inbox
        self.folders = folders
    }

    /// The folder of the inbox that a file lay in.
    enum Folder {
        /// With what lies there under its name now.
        case open(Descriptor, FileStatus?)
        /// There is none any more.
        case gone
        /// It can't be entered, so nothing can be told of what lies there.
        case locked
    }

    /// The folder of the inbox it lay in.
    func inboxFolder(_ entry: JournalEntry) throws(SystemError) -> Folder {
        let (path, name) = SpoolPath.split(entry.path)
        var current = inbox
        do throws(SystemError) {
            for component in SpoolPath.components(path) { current = try current.openFolder(component) }
            return .open(current, try current.status(of: name))
        } catch {
            switch error.number {
            case ENOENT, ENOTDIR, ELOOP: return .gone
            // The rights of the inbox itself are an outage, not an answer.
            case EACCES where !path.isEmpty, EPERM where !path.isEmpty: return .locked
            default: throw error
            }
        }
    }

    /// Whether it lies in the inbox as it was read.
    func isInInbox(_ entry: JournalEntry) throws(SystemError) -> Bool {
        guard case .open(_, let status) = try inboxFolder(entry) else { return false }
        return status?.stamp.isSame(as: entry.stamp) == true
    }

    /// What stands under the original's new name; nil where nothing does.
    func destinationStamp(_ entry: JournalEntry) throws(SystemError) -> FileStamp? {
        guard let destination = entry.destination else { return nil }
        return try folders[destination].existing(entry.originalFolder)?.status(of: entry.name.original)?.stamp
    }

    /// Whether the original lies where it was to go.
    func isAtDestination(_ entry: JournalEntry) throws(SystemError) -> Bool {
        guard let there = try destinationStamp(entry) else { return false }
        return there.isMoved(entry.stamp) || (there.device != entry.stamp.device && there.size == entry.stamp.size)
    }

    /// Whether it was filed: it has left the inbox, and its result or itself lies where it was to go.
    ///
    /// For one that was to be removed its absence is enough: its result may have been fetched.
    func isFiled(_ entry: JournalEntry) throws(SystemError) -> Bool {
        if case .locked = try inboxFolder(entry) { return try isAtDestination(entry) }
        if try isInInbox(entry) { return false }
        if entry.destination == nil { return true }
        if try isVisible(entry) { return true }
        return try isAtDestination(entry)
    }

    /// Whether the result of this entry stands under its name: it has the size and names the hash.
    func isVisible(_ entry: JournalEntry) throws(SystemError) -> Bool {
        guard entry.resultSize > 0, let folder = try folders.results.existing(entry.resultFolder),
            let status = try folder.status(of: entry.name.result),
            status.kind == .regular, status.stamp.size == Int64(entry.resultSize)
        else { return false }
        let file = try folder.open(entry.name.result, O_RDONLY | O_NOFOLLOW | O_NONBLOCK)
        var bytes = [UInt8](repeating: 0, count: entry.resultSize)
        guard try file.read(into: &bytes, count: bytes.count) == bytes.count else { return false }
        return entry.sha256.isEmpty || Self.contains(bytes, entry.sha256)
    }

    private static func contains(_ bytes: [UInt8], _ part: [UInt8]) -> Bool {
        guard bytes.count >= part.count else { return false }
        return (0...(bytes.count - part.count)).contains(where: { bytes[$0...].starts(with: part) })
    }
}
