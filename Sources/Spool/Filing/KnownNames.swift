/// The names in the folders of originals, listed by one lane and kept from batch to batch while the time of a folder's
/// last change says that none came.
final class KnownNames {
    private struct Known {
        /// When nobody had changed the folder for a while; nil where that can't be told from the time.
        let stamp: FileStamp?
        /// nil where there are too many to list.
        let names: Set<[UInt8]>?
    }

    private var folders: [[UInt8]: Known] = [:]
    private var keptCount = 0

    /// Names listed in a folder that gets one with nearly every file.
    static let mostListed = 256
    /// Names listed in a folder for review: there are ten of them, which seldom get one.
    static let mostListedForReview = 2048
    private static let mostKept = 32_768
    private static let mostFolders = 1024
    /// Nanoseconds within which two changes may bear the same time.
    private static let tick: Int64 = 50_000_000

    /// The names in a folder; nil where they are too many, then and until ``forget()``.
    func names(in folder: TakenNames.Folder) throws(SystemError) -> Set<[UInt8]>? {
        let known = folders[folder.path]
        if let known, known.names == nil { return nil }
        let stamp = try folder.descriptor.status().stamp
        if let known, let names = known.names, known.stamp == stamp { return names }
        let most = folder.isForReview ? Self.mostListedForReview : Self.mostListed
        var names: Set<[UInt8]> = []
        let entries = try DirectoryListing(of: folder.descriptor)
        while names.count <= most, let entry = try entries.next() { names.insert(entry.name) }
        keptCount -= known?.names?.count ?? 0
        if folders.count >= Self.mostFolders || keptCount + names.count > Self.mostKept { forget() }
        guard names.count <= most else {
            folders[folder.path] = Known(stamp: nil, names: nil)
            return nil
        }
        let isOld = SpoolClock.system.wall() - max(stamp.changed, stamp.modified) > Self.tick
        folders[folder.path] = Known(stamp: isOld ? stamp : nil, names: names)
        keptCount += names.count
        return names
    }

    /// The folders may be others by now.
    func forget() {
        folders = [:]
        keptCount = 0
    }
}
