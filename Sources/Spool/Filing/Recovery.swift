import Glibc

/// Finishes what a crash or a power cut left open. To be run before the first `Filing` lane, under the root's lock.
public struct Recovery: Sendable, Equatable {
    /// Originals whose result was visible and that were filed away now.
    public var finished: [FiledNames] = []
    /// Visible results that were taken back, because their original cannot be moved; it will be read again.
    public var takenBack: [FiledNames] = []
    /// Half-written files that were removed.
    public var removedAside = 0

    /// Whether there was nothing to do.
    public var isEmpty: Bool { self == Recovery() }

    /// Reads the journals of all lanes and finishes what they tell of.
    public static func run(_ layout: SpoolLayout) throws(SpoolError) -> Recovery {
        let state = try layout.open(.state)
        let inbox = try layout.open(.inbox)
        var recovery = Recovery()
        do throws(SystemError) {
            let folders = FilingFolders(layout, placements: [])
            var mover = OriginalMover(folders, lane: 0, usesNames: false)
            let names = try Journal.names(in: state)
            var records: [(sequence: UInt64, entries: [JournalEntry])] = []
            for name in names {
                if let record = Journal.read(try state.open(name, O_RDONLY | O_NOFOLLOW)) { records.append(record) }
            }
            for record in records.sorted(by: { $0.sequence < $1.sequence }) {
                for entry in record.entries { try recovery.finish(entry, inbox, folders, &mover) }
            }
            for folder in [SpoolFolder.results] + SpoolFolder.forOriginals {
                recovery.removedAside += try clearAside(folders[folder])
            }
            if !names.isEmpty {
                // The records may go once what they tell of is on the disk.
                for folder in [SpoolFolder.results] + SpoolFolder.forOriginals {
                    try folders[folder].descriptor().synchronizeFileSystem()
                }
                for name in names { try state.remove(name) }
            }
        } catch {
            throw .file(path: layout.path(of: .state), error)
        }
        return recovery
    }

    private mutating func finish(
        _ entry: JournalEntry,
        _ inbox: Descriptor,
        _ folders: FilingFolders,
        _ mover: inout OriginalMover
    ) throws(SystemError) {
        let (folderPath, name) = SpoolPath.split(entry.path)
        // Not there as it was read: it was moved, or it is another drop.
        guard let folder = try Self.open(folderPath, below: inbox),
            try folder.status(of: name)?.stamp == entry.stamp,
            // Not visible: it is read again like any other.
            try Self.isVisible(entry, in: folders)
        else { return }
        do {
            try mover.move(entry, named: name, from: folder)
            finished.append(entry.filedNames)
        } catch {
            if error.number == EEXIST, try Self.isCopied(entry, name, folder, folders) {
                try folder.remove(name)
                finished.append(entry.filedNames)
            } else {
                try folders.results.existing(entry.resultFolder)?.remove(entry.name.result)
                takenBack.append(entry.filedNames)
            }
        }
    }

    private static func open(_ path: [UInt8], below inbox: Descriptor) throws(SystemError) -> Descriptor? {
        var current = inbox
        for component in SpoolPath.components(path) {
            do {
                current = try current.openFolder(component)
            } catch {
                if error.number == ENOENT || error.number == ENOTDIR || error.number == ELOOP { return nil }
                throw error
            }
        }
        return current
    }

    /// Whether the result of this entry stands under its name: it has the size and names the hash.
    private static func isVisible(_ entry: JournalEntry, in folders: FilingFolders) throws(SystemError) -> Bool {
        guard let folder = try folders.results.existing(entry.resultFolder),
            let status = try folder.status(of: entry.name.result),
            status.kind == .regular, status.stamp.size == Int64(entry.resultSize)
        else { return false }
        let file = try folder.open(entry.name.result, O_RDONLY | O_NOFOLLOW | O_NONBLOCK)
        var bytes = [UInt8](repeating: 0, count: entry.resultSize)
        guard try file.read(into: &bytes, count: bytes.count) == bytes.count else { return false }
        return entry.sha256.isEmpty || contains(bytes, entry.sha256)
    }

    private static func contains(_ bytes: [UInt8], _ part: [UInt8]) -> Bool {
        guard bytes.count >= part.count else { return false }
        return (0...(bytes.count - part.count)).contains(where: { bytes[$0...].starts(with: part) })
    }

    /// Whether what stands under the original's new name is a whole copy of it.
    private static func isCopied(
        _ entry: JournalEntry,
        _ name: [UInt8],
        _ folder: Descriptor,
        _ folders: FilingFolders
    ) throws(SystemError) -> Bool {
        guard let destination = entry.destination,
            let target = try folders[destination].existing(entry.originalFolder),
            try target.status(of: entry.name.original)?.kind == .regular
        else { return false }
        let here = try folder.open(name, O_RDONLY | O_NOFOLLOW | O_NONBLOCK)
        let there = try target.open(entry.name.original, O_RDONLY | O_NOFOLLOW | O_NONBLOCK)
        var one = [UInt8](repeating: 0, count: 64 << 10)
        var other = one
        while true {
            let count = try here.read(into: &one, count: one.count)
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
