import Glibc

/// Looks through the folders of what is done, and removes what is too old.
///
/// Two things hold whatever is asked for. An original goes only while its result stands, so never one that has none. A
/// result goes only once its original is in none of the folders any more, so every original that is kept has its result.
/// Folders, links and files with a dot in front stay.
public struct RetentionSweep {
    private let layout: SpoolLayout
    private let folders: FilingFolders
    private let placements: [[UInt8]]

    /// - Parameter placements: the folders below `review/` that originals are placed in.
    public init(_ layout: SpoolLayout, placements: [String]) {
        self.layout = layout
        self.placements = placements.map { Array($0.utf8) }
        folders = FilingFolders(layout, placements: placements)
    }

    /// When each file of a folder was filed, nanoseconds since 1970.
    ///
    /// - Parameter isEnded: asked for each file; true ends the search.
    public func times(in folder: SpoolFolder, isEnded: () -> Bool) throws(SystemError) -> [Int64] {
        var times: [Int64] = []
        try walk(try layout.openExisting(folder), [], isEnded) { _, _, _, changed in times.append(changed) }
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
        var removed = 0
        try walk(try layout.openExisting(folder), [], { isEnded() || removed >= cutoff.atMost }) {
            parent,
            path,
            name,
            changed throws(SystemError) in
            guard changed <= cutoff.filedBy else { return }
            let mayGo = folder == .results ? try !hasOriginal(path, name) : try hasResult(path, name)
            if mayGo, try parent.remove(name) { removed += 1 }
        }
        return removed
    }

    private func walk(
        _ folder: Descriptor,
        _ path: [UInt8],
        _ isEnded: () -> Bool,
        _ body: (Descriptor, [UInt8], [UInt8], Int64) throws(SystemError) -> Void
    ) throws(SystemError) {
        let listing = try DirectoryListing(of: folder)
        while !isEnded(), let entry = try listing.next() {
            if entry.name.first == UInt8(ascii: ".") { continue }
            guard let status = try folder.status(of: entry.name) else { continue }
            switch status.kind {
            case .regular: try body(folder, path, entry.name, status.stamp.changed)
            case .folder:
                do throws(SystemError) {
                    try walk(try folder.openFolder(entry.name), SpoolPath.join(path, entry.name), isEnded, body)
                } catch {
                    // Removed or replaced since it was listed.
                    guard [ENOENT, ENOTDIR, ELOOP].contains(error.number) else { throw error }
                }
            default: break
            }
        }
    }

    /// Whether the result of an original stands.
    private func hasResult(_ path: [UInt8], _ name: [UInt8]) throws(SystemError) -> Bool {
        guard let results = try folders.results.existing(FilingFolders.resultFolder(path)) else { return false }
        return try results.status(of: NameEscaping.escape(name) + Self.json) != nil
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
        for folder in SpoolFolder.forOriginals {
            let places = folder == .review ? [path] + placements.map { SpoolPath.join($0, path) } : [path]
            for place in places {
                if try folders[folder].existing(place)?.status(of: original) != nil { return true }
            }
        }
        return false
    }

    private static let json = Array(".json".utf8)
    private static let longestPlain = 200
}
