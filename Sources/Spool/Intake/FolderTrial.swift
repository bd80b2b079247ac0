import Glibc

/// Tries in a folder what digitd does there, with a file of its own that is gone again afterwards.
public enum FolderTrial {
    /// Makes, renames and removes a file; whether its making was announced by an event.
    ///
    /// - Throws: what failed.
    public static func run(_ path: String) throws(SystemError) -> Bool {
        let folder = try Descriptor.openFolder(atPath: Array(path.utf8))
        _ = try DirectoryListing(of: folder).next()
        var watcher: InboxWatcher? = try? InboxWatcher()
        let isWatched = (try? watcher?.watch(folder, path: [], at: 0)) != nil
        let renamed = InboxNames.probe + Array("-2".utf8)
        do {
            try make(folder)
        } catch {
            // One that was left when digitd was killed; anything else of that name is somebody's.
            guard error.number == EEXIST, let left = try folder.status(of: InboxNames.probe), left.kind == .regular,
                left.stamp.size == 0
            else { throw error }
            _ = try folder.remove(InboxNames.probe)
            try make(folder)
        }
        do throws(SystemError) {
            try folder.renameReplacing(InboxNames.probe, to: renamed)
            try folder.remove(renamed)
        } catch {
            for name in [InboxNames.probe, renamed] { _ = try? folder.remove(name) }
            throw error
        }
        watcher?.drain { _ in }
        return isWatched && watcher?.probesSeen.isEmpty == false
    }

    private static func make(_ folder: Descriptor) throws(SystemError) {
        _ = try folder.open(InboxNames.probe, O_WRONLY | O_CREAT | O_EXCL | O_NOFOLLOW)
    }
}
