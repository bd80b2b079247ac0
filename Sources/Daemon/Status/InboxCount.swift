import Spool

/// How many files of an inbox have no outcome yet.
enum InboxCount {
    /// The regular files of the inbox, without those that are left alone.
    static func waiting(root: String) -> Int {
        count("\(root)/\(SpoolFolder.inbox.rawValue)")
    }

    /// When the file that has waited longest came, nanoseconds since 1970; nil where none waits.
    static func oldest(root: String) -> Int64? {
        oldest(below: "\(root)/\(SpoolFolder.inbox.rawValue)")
    }

    private static func oldest(below path: String) -> Int64? {
        FolderEntries(path).compactMap { entry in
            if InboxNames.isLeftAlone(Array(entry.name.utf8)) { return nil }
            return entry.isFolder ? oldest(below: "\(path)/\(entry.name)") : entry.changed
        }.min()
    }

    private static func count(_ path: String) -> Int {
        FolderEntries(path).reduce(0) { sum, entry in
            if InboxNames.isLeftAlone(Array(entry.name.utf8)) { return sum }
            return sum + (entry.isFolder ? count("\(path)/\(entry.name)") : 1)
        }
    }
}
