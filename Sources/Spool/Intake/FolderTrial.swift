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
        try makeProbe(in: folder)
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

    /// Makes an empty file of the probe's name; one that was left when digitd was killed goes first, anything else of
    /// that name is somebody's.
    ///
    /// - Throws: what failed; `EEXIST` where the name is taken.
    static func makeProbe(in folder: Descriptor) throws(SystemError) {
        func make() throws(SystemError) {
            _ = try folder.open(InboxNames.probe, O_WRONLY | O_CREAT | O_EXCL | O_NOFOLLOW)
        }
        do {
            try make()
        } catch {
            guard error.number == EEXIST, let left = try folder.status(of: InboxNames.probe), left.kind == .regular,
                left.stamp.size == 0
            else { throw error }
            _ = try folder.remove(InboxNames.probe)
            try make()
        }
    }
}
