import Synchronization

/// What is known of the names in the folders that few originals go to, those below `review/` and `rejected/`, so that
/// they need not be looked into for every file: a million pictures would ask a dozen folders each for a name that none
/// of them has.
///
/// The lanes of a root share one. A folder is listed when it has been asked for a few times, and again where its times
/// say that somebody else has changed it: what digitd itself moves there is taken in. What others put there within the
/// same tick of the file system's clock as digitd does not show in them. Where that is possible, the names of a few
/// files are looked up one by one; for many files such a name may be missed until the folder changes again.
public final class NameFilters: Sendable {
    private struct Known {
        /// The folder when the filter held all its names.
        var stamp: FileStamp
        /// nil where it has not been listed, or has too many.
        var filter: NameFilter?
        var hasTooMany = false
        /// Whether each change since would show in the folder's times.
        var isSure = false
        /// How often it was asked for in vain.
        var asked = 0
        /// Its names when it was listed.
        var count = 0

        func isCurrent(_ now: FileStamp) -> Bool { stamp == now && filter?.isFull == false }
    }

    private let folders = Mutex<[OriginalsFolder.Place: Known]>([:])
    private let clock: SpoolClock

    /// A folder of more names is looked into for each file; listing it anew would take longer than that.
    static let mostNames = 16_384
    /// The memory of all filters.
    private static let mostBytes = 2 << 20
    private static let mostFolders = 4096
    /// Listing so many names takes as long as one look for a name.
    private static let namesPerLook = 16

    /// Nothing is known yet.
    public convenience init() { self.init(clock: .system) }

    init(clock: SpoolClock) { self.clock = clock }

    /// The names that a folder may have; nil where they are too many, then and as long as it is the same folder.
    ///
    /// - Parameter isPatient: also nil where the folder would have to be listed, until it was asked for some times, and
    ///   more often the more names it had: then it is listed. For a few files, which are looked up meanwhile.
    func names(in folder: OriginalsFolder, isPatient: Bool = false) throws(SystemError) -> NameFilter? {
        try folders.withLock { folders throws(SystemError) in
            let stamp = try folder.descriptor.status().stamp
            var known = folders[folder.place] ?? Known(stamp: stamp)
            if known.hasTooMany, known.stamp.inode == stamp.inode, known.stamp.device == stamp.device { return nil }
            if known.isCurrent(stamp), known.isSure || !isPatient { return known.filter }
            known.asked += 1
            if isPatient, known.asked <= TakenNames.lookedUpFirst + known.count / Self.namesPerLook {
                if folders.count >= Self.mostFolders { folders = [:] }
                folders[folder.place] = known
                return nil
            }
            folders[folder.place] = nil
            let isSure = stamp.showsChanges(after: clock.wall())
            let (filter, count) = try Self.list(folder.descriptor)
            let bytes = folders.values.reduce(0) { $0 + ($1.filter?.bytes ?? 0) }
            if bytes > Self.mostBytes || folders.count >= Self.mostFolders { folders = [:] }
            folders[folder.place] = Known(
                stamp: stamp,
                filter: filter,
                hasTooMany: filter == nil,
                isSure: isSure,
                count: count
            )
            return filter
        }
    }

    /// Does `move`, which brings `name` into the folder, and takes the name in.
    func adding(
        _ name: [UInt8],
        to folder: OriginalsFolder,
        _ move: () throws(SystemError) -> Void
    ) throws(SystemError) {
        guard folder.isFiltered else { return try move() }
        try folders.withLock { folders throws(SystemError) in
            guard let known = folders[folder.place], known.filter != nil else { return try move() }
            let before = try? folder.descriptor.status().stamp
            try move()
            // Somebody else's change before it shows in the times, and has the folder listed anew.
            guard before == known.stamp, let after = try? folder.descriptor.status().stamp else { return }
            folders[folder.place]?.filter?.insert(name)
            folders[folder.place]?.stamp = after
            folders[folder.place]?.isSure = false
        }
    }

    private static func list(_ folder: Descriptor) throws(SystemError) -> (NameFilter?, count: Int) {
        var names: [[UInt8]] = []
        let listing = try DirectoryListing(of: folder)
        while let entry = try listing.next() {
            if names.count == mostNames { return (nil, mostNames) }
            names.append(entry.name)
        }
        var filter = NameFilter(expecting: names.count)
        for name in names { filter.insert(name) }
        return (filter, names.count)
    }
}
