/// Which watch stands for which folder, and what an event on it means. No descriptor, no disk.
struct WatchTable: Sendable {
    /// What an event means for the inbox.
    enum Hint: Equatable, Sendable {
        /// Something may lie here; `announced`: its writer closed it or it was moved in.
        case file(path: [UInt8], announced: Bool)
        /// A folder came, or came to another place: list it.
        case folder(path: [UInt8])
        /// A folder left its place; the watches on it and below it are to go.
        case folderLeft(path: [UInt8], watches: [Int32])
        /// Events were lost: list everything.
        case overflow
        /// The inbox itself was moved, removed or unmounted: look at it anew.
        case inboxLost
    }

    private var paths: [Int32: [UInt8]] = [:]
    private var watches: [[UInt8]: Int32] = [:]
    private var times: [Int32: Int64] = [:]

    /// Folders watched.
    var count: Int { paths.count }

    func isWatched(_ path: [UInt8]) -> Bool { watches[path] != nil }

    /// Enters a watch; one that stood for another folder path (it was moved) stands for this one now.
    ///
    /// - Parameter time: when it was set, by the wall clock.
    mutating func add(_ watch: Int32, path: [UInt8], at time: Int64 = 0) {
        if paths[watch] == nil { times[watch] = time }
        if let old = paths[watch], watches[old] == watch { watches[old] = nil }
        if let old = watches[path], old != watch { paths[old] = nil }
        paths[watch] = path
        watches[path] = watch
    }

    /// The folder of a watch.
    func path(of watch: Int32) -> [UInt8]? { paths[watch] }

    /// When the watch on a folder was set; nil where there is none.
    func watchedSince(_ path: [UInt8]) -> Int64? { watches[path].flatMap { times[$0] } }

    /// Takes an event in and says what it means; nil where it means nothing.
    mutating func interpret(_ event: WatchEvent) -> Hint? {
        if event.mask & WatchEvent.overflow != 0 { return .overflow }
        guard let folder = paths[event.watch] else { return nil }
        if event.mask & WatchEvent.ignored != 0 {
            paths[event.watch] = nil
            times[event.watch] = nil
            if watches[folder] == event.watch { watches[folder] = nil }
            return folder.isEmpty ? .inboxLost : nil
        }
        if event.mask & (WatchEvent.deletedSelf | WatchEvent.movedSelf | WatchEvent.unmounted) != 0 {
            return folder.isEmpty ? .inboxLost : .folderLeft(path: folder, watches: removeTree(folder))
        }
        guard !event.name.isEmpty, !InboxNames.isLeftAlone(event.name) else { return nil }
        let path = SpoolPath.join(folder, event.name)
        if event.mask & WatchEvent.isFolder != 0 {
            return event.mask & (WatchEvent.created | WatchEvent.movedTo) != 0 ? .folder(path: path) : nil
        }
        return .file(path: path, announced: event.mask & (WatchEvent.closeWrite | WatchEvent.movedTo) != 0)
    }

    private mutating func removeTree(_ folder: [UInt8]) -> [Int32] {
        let gone = watches.filter { SpoolPath.isInside($0.key, folder) }
        for (path, watch) in gone {
            watches[path] = nil
            paths[watch] = nil
            times[watch] = nil
        }
        return Array(gone.values)
    }
}
