import Glibc

/// Finishes what a crash or a power cut left open. To be run before the first `Filing` lane, under the root's lock.
public struct Recovery: Sendable, Equatable {
    /// Originals whose result was visible and that were filed away now.
    public var finished: [FiledNames] = []
    /// Visible results that were taken back, because their original cannot be moved; it will be read again.
    public var takenBack: [FiledNames] = []
    /// Half-written files that were removed.
    public var removedAside = 0
    /// Outcomes since the root was first used.
    public var counts = Counts()

    /// Whether there was nothing to do.
    public var isEmpty: Bool { finished.isEmpty && takenBack.isEmpty && removedAside == 0 }

    /// Reads the journals of all lanes and finishes what they tell of.
    ///
    /// - Parameter progress: called now and then while a large original is copied to another file system.
    /// - Throws: `SpoolError.unmounted` where a folder was a mount at the last start and is none now: what is open
    ///   there can't be judged.
    public static func run(
        _ layout: SpoolLayout,
        progress: @escaping @Sendable () -> Void = {}
    ) throws(SpoolError) -> Recovery {
        try run(layout, stopsAfter: { _ in false }, progress: progress)
    }

    /// - Parameter stopsAfter: asked after each step in tests; true stops everything there.
    static func run(
        _ layout: SpoolLayout,
        stopsAfter: (RecoveryStep) -> Bool,
        progress: @escaping @Sendable () -> Void = {}
    ) throws(SpoolError) -> Recovery {
        let mounts = try MountRecord(layout)
        try mounts.check()
        let state = try layout.open(.state)
        let inbox = try layout.open(.inbox)
        var recovery = Recovery()
        do throws(SystemError) {
            let folders = FilingFolders(layout, placements: [])
            let whereabouts = EntryWhereabouts(inbox: inbox, folders: folders)
            let contents = ContentIndex(layout)
            var mover = OriginalMover(folders, lane: 0, usesNames: false, progress: progress)
            let (lanes, names) = try JournalRecord.all(in: state)
            var seen = 0
            for record in lanes.joined() {
                for (index, entry) in record.entries.enumerated() {
                    let isClosed = record.ends?[index] == .filed
                    try recovery.finish(entry, isClosed, whereabouts, folders, contents, &mover, progress)
                    if stopsAfter(.finished(seen)) { throw SystemError.stopped }
                    seen += 1
                }
            }
            for folder in [SpoolFolder.results] + SpoolFolder.forOriginals {
                recovery.removedAside += try clearAside(folders[folder])
            }
            if stopsAfter(.cleared) { throw SystemError.stopped }
            let lock = try Ledger.lock(state)
            defer { withExtendedLifetime(lock) {} }
            var ledger = try Ledger.read(state)
            var receipt = Receipt(counts: ledger.counts, taken: try ledger.taken(state, folders))
            try receipt.add(lanes, of: ledger.generation, whereabouts)
            try receipt.takeBack(lanes, of: ledger.generation, whereabouts)
            receipt.boundTaken()
            recovery.counts = receipt.counts
            if !names.isEmpty || receipt.taken != ledger.taken {
                // The records may go once what they tell of is on the disk.
                for folder in [SpoolFolder.results] + SpoolFolder.forOriginals {
                    try folders[folder].descriptor().synchronizeFileSystem()
                }
                ledger.generation += 1
                ledger.counts = receipt.counts
                ledger.taken = receipt.taken
                try ledger.write(state)
                if stopsAfter(.counted) { throw SystemError.stopped }
                for name in names { try state.remove(name) }
            }
            try RetentionRecord.remove(state)
            mounts.write()
        } catch {
            throw .file(path: layout.path(of: .state), error)
        }
        return recovery
    }

    private mutating func finish(
        _ entry: JournalEntry,
        _ isClosed: Bool,
        _ whereabouts: EntryWhereabouts,
        _ folders: FilingFolders,
        _ contents: ContentIndex,
        _ mover: inout OriginalMover,
        _ progress: () -> Void
    ) throws(SystemError) {
        let name = SpoolPath.split(entry.path).name
        let folder: Descriptor
        switch try whereabouts.inboxFolder(entry) {
        case .open(let descriptor, _): folder = descriptor
        case .gone: return
        case .locked:
            // Its record goes now, so a result whose original may be there would get a second one beside it later. Where
            // the original was to be removed the result may be all there is.
            guard !isClosed, entry.destination != nil, try whereabouts.isVisible(entry),
                try !whereabouts.isAtDestination(entry)
            else { return }
            return try takeBack(entry, folders, contents)
        }
        try finishLeaving(entry, name, folder, contents)
        if !isClosed, try finishLinked(entry, name, folder, whereabouts) { return note(entry, contents) }
        // Not there as it was read: it was moved, or it is another drop.
        guard try folder.status(of: name)?.stamp.isSame(as: entry.stamp) == true,
            // Not visible: it is read again like any other.
            try whereabouts.isVisible(entry)
        else { return }
        do {
            try mover.move(entry, named: name, from: folder)
            note(entry, contents)
        } catch {
            // Its result stays, and its record for the next start.
            if mover.isLeaving(entry, from: folder) { throw error }
            if error.number == EEXIST, try Self.isCopied(entry, name, folder, folders, progress) {
                try OriginalMover.remove(entry, named: name, from: folder)
                note(entry, contents)
            } else {
                try takeBack(entry, folders, contents)
            }
        }
    }

    /// Takes down that an original has left the inbox.
    private mutating func note(_ entry: JournalEntry, _ contents: ContentIndex) {
        finished.append(entry.filedNames)
        if contents.isInUse, entry.resultSize > 0 { contents.enter(entry) }
    }

    /// A result that its original can't follow: the file is read again.
    private mutating func takeBack(
        _ entry: JournalEntry,
        _ folders: FilingFolders,
        _ contents: ContentIndex
    ) throws(SystemError) {
        contents.remove(entry)
        try folders.results.existing(entry.resultFolder)?.remove(entry.name.result)
        takenBack.append(entry.filedNames)
    }

    /// An original that was about to be removed: it goes, or comes back where it is another one than was read.
    private mutating func finishLeaving(
        _ entry: JournalEntry,
        _ name: [UInt8],
        _ folder: Descriptor,
        _ contents: ContentIndex
    ) throws(SystemError) {
        let leaving = OriginalMover.leavingName(entry)
        guard let stamp = try folder.status(of: leaving)?.stamp else { return }
        if stamp.isMoved(entry.stamp) {
            // It gets this name only after its result is on the disk.
            try OriginalMover.finishLeaving(entry, named: name, from: folder)
            note(entry, contents)
        } else if try folder.status(of: name)?.stamp.isSameFile(as: stamp) == true {
            // It has its own name back already.
            try folder.remove(leaving)
        } else {
            try OriginalMover.putBack(leaving, from: folder, to: folder, as: name)
        }
    }

    /// An original that has its new name and the old one still, as between the two calls by which it moves where the file
    /// system has no such rename: the old one goes.
    ///
    /// - Returns: whether it was such a one.
    private func finishLinked(
        _ entry: JournalEntry,
        _ name: [UInt8],
        _ folder: Descriptor,
        _ whereabouts: EntryWhereabouts
    ) throws(SystemError) -> Bool {
        guard let here = try folder.status(of: name)?.stamp, here.isMoved(entry.stamp),
            // What can't be looked at is left to the move.
            let there = try? whereabouts.destinationStamp(entry), there.isSameFile(as: here)
        else { return false }
        // Without its result it is read again.
        if entry.resultSize > 0, try !whereabouts.isVisible(entry) { return false }
        try folder.remove(name)
        return true
    }

    /// Whether what stands under the original's new name is a whole copy of it.
    private static func isCopied(
        _ entry: JournalEntry,
        _ name: [UInt8],
        _ folder: Descriptor,
        _ folders: FilingFolders,
        _ progress: () -> Void
    ) throws(SystemError) -> Bool {
        guard let destination = entry.destination,
            let target = try folders[destination].existing(entry.originalFolder),
            try target.status(of: entry.name.original)?.kind == .regular
        else { return false }
        let here = try folder.open(name, O_RDONLY | O_NOFOLLOW | O_NONBLOCK)
        let there = try target.open(entry.name.original, O_RDONLY | O_NOFOLLOW | O_NONBLOCK)
        var one = [UInt8](repeating: 0, count: 64 << 10)
        var other = one
        var compared = 0
        while true {
            if compared % OriginalMover.progressStep < one.count { progress() }
            let count = try here.read(into: &one, count: one.count)
            compared += count
            guard try there.read(into: &other, count: other.count) == count else { return false }
            guard one[..<count] == other[..<count] else { return false }
            if count == 0 { break }
        }
        try there.synchronize()
        try target.synchronize()
        return true
    }

    private static func clearAside(_ tree: FolderTree) throws(SystemError) -> Int {
        guard let aside = try tree.existing(AsideFile.folderName) else { return 0 }
        var names: [[UInt8]] = []
        let listing = try DirectoryListing(of: aside)
        while let entry = try listing.next() {
            if entry.kind != .folder { names.append(entry.name) }
        }
        for name in names { try aside.remove(name) }
        return names.count
    }
}

extension SystemError {
    /// What a test stops the recovery with.
    fileprivate static let stopped = SystemError(number: ECANCELED, call: "Recovery.run")
}
