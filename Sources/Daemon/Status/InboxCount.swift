import Spool

/// How many files of an inbox have no outcome yet.
enum InboxCount {
    /// The regular files of the inbox, without those that are left alone.
    static func waiting(root: String) -> Int {
        count(FolderEntries("\(root)/\(SpoolFolder.inbox.rawValue)"))
    }

    /// When the file that has waited longest came, nanoseconds since 1970; nil where none waits.
    ///
    /// - Parameter goesOn: asked before each entry; where it says no, what was found by then counts.
    static func oldest(root: String, while goesOn: () -> Bool = { true }) -> Int64? {
        var oldest: Int64?
        look(FolderEntries("\(root)/\(SpoolFolder.inbox.rawValue)"), &oldest, while: goesOn)
        return oldest
    }

    private static func look(_ entries: FolderEntries, _ oldest: inout Int64?, while goesOn: () -> Bool) {
        for entry in entries where !InboxNames.isLeftAlone(entry.bytes) {
            guard goesOn() else { return }
            if entry.isFolder {
                look(entry.entries, &oldest, while: goesOn)
            } else {
                oldest = min(oldest ?? entry.changed, entry.changed)
            }
        }
    }

    private static func count(_ entries: FolderEntries) -> Int {
        entries.reduce(0) { sum, entry in
            if InboxNames.isLeftAlone(entry.bytes) { return sum }
            return sum + (entry.isFolder ? count(entry.entries) : 1)
        }
    }
}
