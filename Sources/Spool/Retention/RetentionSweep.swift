import Glibc

/// Looks through the folders of what is done, and removes what is too old.
///
/// Two things hold whatever is asked for. An original goes only while a result of its name stands, so never one that
/// has none. A result goes only once its original is in none of the folders any more, the inbox among them, so every
/// original that is kept has its result. Folders, links and files with a dot in front stay. What goes is known to the
/// ledger as taken, wherever it stops.
public struct RetentionSweep {
    private let layout: SpoolLayout
    private let folders: FilingFolders
    private let inbox: FolderTree
    private let placements: [[UInt8]]
    private let facts: ([UInt8]) -> Verification.ResultFacts?
    private let contents: ContentIndex
    /// So many files go with one record.
    private static let batchSize = 256

    /// Called with each folder, by its path below one that is looked through, in which something may not be looked at or
    /// removed: that stays, and the rest is looked through.
    public var onUnreadable: (SpoolFolder, _ path: [UInt8], SystemError) -> Void = { _, _, _ in }
    /// Asked in tests after each file that went; true stops everything there, as a crash would.
    var stopsAfterRemoval: (() -> Bool)?

    /// - Parameters:
    ///   - placements: the folders below `review/` that originals are placed in.
    ///   - facts: what the bytes of a result say; nil where they are no result.
    public init(
        _ layout: SpoolLayout,
        placements: [String],
        facts: @escaping ([UInt8]) -> Verification.ResultFacts?
    ) {
        self.layout = layout
        self.placements = placements.map { Array($0.utf8) }
        self.facts = facts
        contents = ContentIndex(layout)
        folders = FilingFolders(layout, placements: placements)
        inbox = FolderTree(layout, .inbox)
    }

    /// When each file of a folder was filed, nanoseconds since 1970.
    ///
    /// - Parameter isEnded: asked for each file; true ends the search.
    public func times(in folder: SpoolFolder, isEnded: () -> Bool) throws(SystemError) -> [Int64] {
        var times: [Int64] = []
        try walk(folder, isEnded) { _, changed in times.append(changed) }
        return times
    }

    /// Removes files of a folder that may go.
    ///
    /// - Returns: how many went.
    public func remove(
        from folder: SpoolFolder,
        _ cutoff: RetentionCutoff,
        isEnded: () -> Bool
    ) throws(SystemError) -> Int {
        folders.forget()
        inbox.forget()
        var removed = 0
        var batch: [[UInt8]] = []
        try walk(folder, { isEnded() || removed + batch.count >= cutoff.atMost }) {
            path,
            changed throws(SystemError) in
            guard changed <= cutoff.filedBy, try allowed(path, in: folder, mayGo) == true else { return }
            batch.append(path)
            if batch.count == Self.batchSize {
                removed += try remove(batch, from: folder)
                batch = []
            }
        }
        return removed + (try remove(batch, from: folder))
    }

    /// Removes a batch: first the record, then the files, then what went into the ledger.
    private func remove(_ batch: [[UInt8]], from folder: SpoolFolder) throws(SystemError) -> Int {
        guard !batch.isEmpty else { return 0 }
        let state = try layout.openExisting(.state)
        var entries: [RetentionRecord.Entry] = []
        var hashes: [[UInt8]?] = []
        for path in batch {
            guard let facts = try allowed(path, in: folder, facts) else { continue }
            entries.append(.init(folder: folder, path: path, change: Self.change(facts, folder)))
            hashes.append(folder == .results ? facts?.sha256 : nil)
        }
        try begin(entries, state)
        var removed = 0
        for (entry, hash) in zip(entries, hashes) {
            let (parent, name) = SpoolPath.split(entry.path)
            // Once more: it was a while ago.
            let isGone = try allowed(entry.path, in: folder) { path, folder throws(SystemError) in
                guard try mayGo(path, folder) else { return false }
                return try folders[folder].existing(parent)?.remove(name) == true
            }
            guard isGone == true else { continue }
            removed += 1
            // Nothing else would ever take the content out again.
            if let hash { contents.remove(hash, result: entry.path) }
            if stopsAfterRemoval?() == true { return removed }
        }
        try folders[folder].descriptor().synchronizeFileSystem()
        try end(state)
        return removed
    }

    /// What `body` says of a file; nil where it may not be looked at or removed, which is told, and it stays.
    private func allowed<Answer>(
        _ path: [UInt8],
        in folder: SpoolFolder,
        _ body: (_ path: [UInt8], SpoolFolder) throws(SystemError) -> Answer
    ) throws(SystemError) -> Answer? {
        do throws(SystemError) {
            return try body(path, folder)
        } catch {
            guard error.number == EACCES || error.number == EPERM else { throw error }
            onUnreadable(folder, SpoolPath.split(path).folder, error)
            return nil
        }
    }

    private func begin(_ entries: [RetentionRecord.Entry], _ state: Descriptor) throws(SystemError) {
        let lock = try Ledger.lock(state)
        defer { withExtendedLifetime(lock) {} }
        // An earlier one that could not be brought to its end.
        try settle(state)
        try RetentionRecord(before: Ledger.read(state).taken, entries: entries).write(state)
    }

    private func end(_ state: Descriptor) throws(SystemError) {
        let lock = try Ledger.lock(state)
        defer { withExtendedLifetime(lock) {} }
        try settle(state)
    }

    /// Takes what the record says into the ledger.
    private func settle(_ state: Descriptor) throws(SystemError) {
        guard try RetentionRecord.read(state) != nil else { return }
        var ledger = try Ledger.read(state)
        ledger.taken = try Receipt(state, layout).taken
        try ledger.write(state)
        try RetentionRecord.remove(state)
    }

    /// What a result says, or that of an original; nil where there is none, or it is no result.
    private func facts(_ path: [UInt8], _ folder: SpoolFolder) throws(SystemError) -> Verification.ResultFacts? {
        let (parent, name) = SpoolPath.split(path)
        let bytes =
            folder == .results
            ? try folders.results.existing(parent)?.contents(of: name)
            : try folders.results.existing(FilingFolders.resultFolder(parent))?.contents(of: Self.resultName(name))
        return bytes.flatMap(facts)
    }

    /// What is to be known as taken once this file is gone, in the sense in which `Verification` counts.
    private static func change(_ facts: Verification.ResultFacts?, _ folder: SpoolFolder) -> Taken {
        // What is no result is not counted as one.
        guard let facts else { return Taken() }
        guard folder == .results else { return Taken(originals: facts.isForReview ? 0 : 1) }
        // Its original was missed as long as it stood.
        return Taken(results: 1, originals: facts.isForReview ? 0 : -1)
    }

    private func mayGo(_ path: [UInt8], _ folder: SpoolFolder) throws(SystemError) -> Bool {
        let (parent, name) = SpoolPath.split(path)
        return folder == .results ? try !hasOriginal(parent, name) : try hasResult(parent, name)
    }

    private func walk(
        _ folder: SpoolFolder,
        _ isEnded: () -> Bool,
        _ body: (_ path: [UInt8], _ changed: Int64) throws(SystemError) -> Void
    ) throws(SystemError) {
        try walk(folder, [], try layout.openExisting(folder), isEnded, body)
    }

    private func walk(
        _ folder: SpoolFolder,
        _ path: [UInt8],
        _ descriptor: Descriptor,
        _ isEnded: () -> Bool,
        _ body: (_ path: [UInt8], _ changed: Int64) throws(SystemError) -> Void
    ) throws(SystemError) {
        let listing = try DirectoryListing(of: descriptor)
        while !isEnded(), let entry = try listing.next() {
            if entry.name.first == UInt8(ascii: ".") || SpoolPath.isOfFileSystem(entry.name) { continue }
            let below = SpoolPath.join(path, entry.name)
            let found = try allowed(below, in: folder) { _, _ throws(SystemError) in
                try descriptor.status(of: entry.name)
            }
            guard let status = found ?? nil else { continue }
            switch status.kind {
            case .regular: try body(below, status.stamp.changed)
            case .folder:
                let opened: Descriptor
                do {
                    opened = try descriptor.openFolder(entry.name)
                } catch {
                    switch error.number {
                    // Removed or replaced since it was listed.
                    case ENOENT, ENOTDIR, ELOOP: continue
                    case EACCES, EPERM:
                        onUnreadable(folder, below, error)
                        continue
                    default: throw error
                    }
                }
                try walk(folder, below, opened, isEnded, body)
            default: break
            }
        }
    }

    /// Whether the result of an original stands.
    private func hasResult(_ path: [UInt8], _ name: [UInt8]) throws(SystemError) -> Bool {
        guard let results = try folders.results.existing(FilingFolders.resultFolder(path)) else { return false }
        return try results.status(of: Self.resultName(name))?.kind == .regular
    }

    /// Whether the original of a result may still be somewhere; true where its name can't be told from the result's.
    private func hasOriginal(_ path: [UInt8], _ name: [UInt8]) throws(SystemError) -> Bool {
        guard name.suffix(Self.json.count).elementsEqual(Self.json) else { return true }
        // A component that was cut, or that may stand for bytes that are not UTF-8.
        let original = Array(name.dropLast(Self.json.count))
        let isPlain = ([original] + SpoolPath.components(path)).allSatisfy {
            $0.count <= Self.longestPlain && !$0.contains(UInt8(ascii: "%"))
        }
        guard isPlain else { return true }
        // Some can't leave it although their result stands.
        if try inbox.existing(path)?.status(of: original) != nil { return true }
        for folder in SpoolFolder.forOriginals {
            let places = folder == .review ? [path] + placements.map { SpoolPath.join($0, path) } : [path]
            for place in places {
                if try folders[folder].existing(place)?.status(of: original) != nil { return true }
            }
        }
        return false
    }

    private static func resultName(_ original: [UInt8]) -> [UInt8] { NameEscaping.escape(original) + json }

    private static let json = Array(".json".utf8)
    private static let longestPlain = 200
}
