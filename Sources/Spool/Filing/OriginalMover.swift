import Glibc

/// Takes originals out of the inbox: renamed, or copied where the folders lie on different file systems.
///
/// What left the inbox is looked at again: where another file had taken the name in the last moment, it is put back.
struct OriginalMover {
    private let folders: FilingFolders
    private let progress: @Sendable () -> Void
    private var maker: AsideMaker

    /// - Parameter progress: called before every so many bytes of a copy.
    init(_ folders: FilingFolders, lane: Int, usesNames: Bool, progress: @escaping @Sendable () -> Void) {
        self.folders = folders
        self.progress = progress
        maker = AsideMaker(lane: lane, usesNames: usesNames)
    }

    /// Moves or removes the original of `entry`.
    ///
    /// - Throws: `EEXIST` where its new name is taken, `ENOENT` where it is gone, `ESTALE` where another file had its
    ///   name; then nothing has left the inbox. After any other it may be as ``isLeaving(_:from:)`` says.
    mutating func move(_ entry: JournalEntry, named name: [UInt8], from inbox: Descriptor) throws(SystemError) {
        guard let destination = entry.destination else {
            return try Self.remove(entry, named: name, from: inbox)
        }
        let tree = folders[destination]
        let folder = try tree.making(entry.originalFolder)
        let place = OriginalsFolder.Place(folder: destination, path: entry.originalFolder)
        do throws(SystemError) {
            try folders.filters.adding(
                entry.name.original,
                to: OriginalsFolder(place: place, descriptor: folder)
            ) { () throws(SystemError) in try inbox.rename(name, to: folder, as: entry.name.original) }
        } catch {
            guard error.number == EXDEV else { throw error }
            return try copy(entry, named: name, from: inbox, to: folder, in: tree)
        }
        // It has moved; where it can't be looked at, that is no failure of the move.
        if let there = try? folder.status(of: entry.name.original), !there.stamp.isMoved(entry.stamp) {
            try Self.putBack(entry.name.original, from: folder, to: inbox, as: name)
            throw SystemError(number: ESTALE, call: "renameat2")
        }
    }

    /// The copy is whole and on the disk before the one in the inbox goes.
    private mutating func copy(
        _ entry: JournalEntry,
        named name: [UInt8],
        from inbox: Descriptor,
        to folder: Descriptor,
        in tree: FolderTree
    ) throws(SystemError) {
        // Not copied for nothing, again and again, where it may not leave the inbox.
        try inbox.expectWritable()
        // Nor up to the last byte that is free, which others need.
        let room = try folder.fileSystem()
        if room.totalBytes > 0, entry.stamp.size > room.availableBytes {
            throw SystemError(number: ENOSPC, call: "write")
        }
        let source = try inbox.open(name, O_RDONLY | O_NOFOLLOW | O_NONBLOCK)
        let copy = try maker.make(for: folder, in: tree)
        do throws(SystemError) {
            var buffer = [UInt8](repeating: 0, count: 256 << 10)
            var copied = 0
            while true {
                if copied % Self.progressStep < buffer.count {
                    // Written out bit by bit, so that the sync at the end does not take longer than anybody waits.
                    if copied > 0 { try copy.descriptor.synchronize(dataOnly: true) }
                    progress()
                }
                let count = try source.read(into: &buffer, count: buffer.count)
                if count == 0 { break }
                try copy.descriptor.write(count == buffer.count ? buffer : Array(buffer[..<count]))
                copied += count
            }
            // Written to, or another one by now.
            if try source.status().stamp != entry.stamp { throw SystemError(number: ESTALE, call: "read") }
            copy.descriptor.takeRights(of: source)
            copy.descriptor.setModified(entry.stamp.modified)
            try copy.descriptor.synchronize()
            try copy.publish(in: folder, as: entry.name.original)
        } catch {
            copy.discard()
            throw error
        }
        do throws(SystemError) {
            try folder.synchronize()
            try tree.synchronizeNew()
            try Self.remove(entry, named: name, from: inbox)
        } catch {
            // In one place only: the one in the inbox stays, unless it is on its way out.
            if !isLeaving(entry, from: inbox), (try? inbox.status(of: name)) != nil {
                _ = try? folder.remove(entry.name.original)
            }
            throw error
        }
    }

    /// Bytes of a copy between two calls of `progress`.
    static let progressStep = 16 << 20

    /// Removes the original from the inbox: under another name first, so that what goes is what was read.
    static func remove(_ entry: JournalEntry, named name: [UInt8], from inbox: Descriptor) throws(SystemError) {
        let leaving = leavingName(entry)
        do {
            try inbox.rename(name, to: inbox, as: leaving)
        } catch {
            // Somebody has put a file of that name there: it is in the way, and no name among the originals is.
            throw error.number == EEXIST ? SystemError(number: EBUSY, call: error.call) : error
        }
        do throws(SystemError) {
            if try inbox.status(of: leaving)?.stamp.isMoved(entry.stamp) == false {
                throw SystemError(number: ESTALE, call: "renameat2")
            }
            try inbox.remove(leaving)
        } catch {
            try putBack(leaving, from: inbox, to: inbox, as: name)
            throw error
        }
    }

    /// Whether the original lies where it was to go.
    func hasArrived(_ entry: JournalEntry) -> Bool {
        guard let destination = entry.destination, let folder = try? folders[destination].existing(entry.originalFolder)
        else { return false }
        return (try? folder.status(of: entry.name.original))??.stamp.isMoved(entry.stamp) == true
    }

    /// Whether a removal was broken off: neither could the original go, nor could it get its name back. Its result, and
    /// its copy where it has one, are on the disk.
    func isLeaving(_ entry: JournalEntry, from inbox: Descriptor) -> Bool {
        (try? inbox.status(of: Self.leavingName(entry)))??.stamp.isMoved(entry.stamp) == true
    }

    /// Removes an original whose removal was broken off; a rename by two calls may have left it its own name too.
    static func finishLeaving(
        _ entry: JournalEntry,
        named name: [UInt8],
        from inbox: Descriptor
    ) throws(SystemError) {
        let leaving = leavingName(entry)
        if let here = try inbox.status(of: name)?.stamp, let there = try inbox.status(of: leaving)?.stamp,
            here.isSameFile(as: there)
        {
            try inbox.remove(name)
        }
        try inbox.remove(leaving)
    }

    /// The name under which an original is removed; a crash or a disk that fails may leave it.
    static func leavingName(_ entry: JournalEntry) -> [UInt8] {
        Array(".digitd-leaving-\(entry.stamp.inode)".utf8)
    }

    /// Back into the inbox, under the first of the names for it that is free; a very long one may be cut.
    static func putBack(
        _ name: [UInt8],
        from folder: Descriptor,
        to inbox: Descriptor,
        as original: [UInt8]
    ) throws(SystemError) {
        var choice = 1
        while true {
            let free = SharedName(original, choice: choice, tag: Checksum.hexTag(original)).original
            do {
                return try folder.rename(name, to: inbox, as: free)
            } catch {
                guard error.number == EEXIST else { throw error }
                choice += 1
            }
        }
    }
}

extension FileStamp {
    /// Whether this is the state of `other` after a rename, which changes nothing but `changed`.
    func isMoved(_ other: FileStamp) -> Bool {
        inode == other.inode && size == other.size && modified == other.modified
    }
}
