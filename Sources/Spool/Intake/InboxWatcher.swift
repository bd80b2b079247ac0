import Glibc

/// inotify on the folders of the inbox tree. Events are hints; the listing decides.
struct InboxWatcher: ~Copyable {
    let descriptor: Descriptor
    /// Folders in which the event of a probe was seen.
    var probesSeen: Set<[UInt8]> = []
    private var table = WatchTable()
    private var buffer = [UInt8](repeating: 0, count: 64 << 10)

    init() throws(SpoolError) {
        let number = inotify_init1(Int32(IN_NONBLOCK | IN_CLOEXEC))
        guard number >= 0 else { throw .events(.last("inotify_init1")) }
        descriptor = Descriptor(owning: number)
    }

    /// Folders watched.
    var count: Int { table.count }

    func isWatched(_ path: [UInt8]) -> Bool { table.isWatched(path) }

    /// Sets a watch on an open folder; the folder must be listed after this, or what came before is missed.
    mutating func watch(_ folder: Descriptor, path: [UInt8], at time: Int64) throws(SystemError) {
        // Through /proc, so that it is this folder whatever its path leads to by now.
        let link = Array("/proc/self/fd/\(folder.number)".utf8)
        let watch = withCString(link) { inotify_add_watch(descriptor.number, $0, WatchEvent.interest) }
        guard watch >= 0 else { throw .last("inotify_add_watch") }
        table.add(watch, path: path, at: time)
    }

    /// Since when a folder is watched; nil where it is not.
    func watchedSince(_ path: [UInt8]) -> Int64? { table.watchedSince(path) }

    /// Makes a file in a folder for a moment and takes it away; whether that was possible. Its event says that events
    /// arrive there.
    func makeProbe(in folder: Descriptor) -> Bool {
        (try? FolderTrial.makeProbe(in: folder)) != nil && (try? folder.remove(InboxNames.probe)) == true
    }

    /// Reads all events that are there, without waiting, and hands on what they mean.
    mutating func drain(_ body: (WatchTable.Hint) -> Void) {
        while true {
            let count = buffer.withUnsafeMutableBytes { read(descriptor.number, $0.baseAddress, $0.count) }
            if count < 0, errno == EINTR { continue }
            guard count > 0 else { return }
            var events: [WatchEvent] = []
            WatchEvent.parse(buffer[..<count]) { events.append($0) }
            for event in events {
                if event.name == InboxNames.probe, let path = table.path(of: event.watch) { probesSeen.insert(path) }
                guard let hint = table.interpret(event) else { continue }
                if case .folderLeft(_, let watches) = hint {
                    for watch in watches { inotify_rm_watch(descriptor.number, watch) }
                }
                body(hint)
            }
        }
    }

    /// Starts anew: the inbox is another one than before.
    mutating func reset() throws(SpoolError) {
        self = try InboxWatcher()
    }
}
