import Glibc

/// Takes originals out of the inbox: renamed, or copied where the folders lie on different file systems.
struct OriginalMover {
    private let folders: FilingFolders
    private var maker: AsideMaker

    init(_ folders: FilingFolders, lane: Int, usesNames: Bool) {
        self.folders = folders
        maker = AsideMaker(lane: lane, usesNames: usesNames)
    }

    /// Moves or removes the original of `entry`; `EEXIST` where its new name is taken, `ENOENT` where it is gone.
    mutating func move(_ entry: JournalEntry, named name: [UInt8], from inbox: Descriptor) throws(SystemError) {
        guard let destination = entry.destination else {
            guard try inbox.remove(name) else { throw SystemError(number: ENOENT, call: "unlinkat") }
            return
        }
        let tree = folders[destination]
        let folder = try tree.making(entry.originalFolder)
        do {
            try inbox.rename(name, to: folder, as: entry.name.original)
        } catch {
            guard error.number == EXDEV else { throw error }
            try copy(entry, named: name, from: inbox, to: folder, in: tree)
            try inbox.remove(name)
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
        let source = try inbox.open(name, O_RDONLY | O_NOFOLLOW | O_NONBLOCK)
        let copy = try maker.make(for: folder, in: tree)
        do throws(SystemError) {
            var buffer = [UInt8](repeating: 0, count: 256 << 10)
            while true {
                let count = try source.read(into: &buffer, count: buffer.count)
                if count == 0 { break }
                try copy.descriptor.write(count == buffer.count ? buffer : Array(buffer[..<count]))
            }
            copy.descriptor.setModified(entry.stamp.modified)
            try copy.descriptor.synchronize()
            try copy.publish(in: folder, as: entry.name.original)
        } catch {
            copy.discard()
            throw error
        }
        try folder.synchronize()
    }
}
