/// Which names are taken in the folders that originals of one inbox folder go to, for one batch.
///
/// The first few are looked up one by one. From then on the folders that are not crowded are listed, once: a dozen
/// folders with some files each cost less to list than a dozen look-ups for every file. Crowded ones are passed over: a
/// name without a result has no original there either (``CrowdedFolders``). A name that is taken all the same is met when
/// the original moves, which replaces nothing.
final class TakenNames {
    private let folders: [Folder]
    private let crowded: CrowdedFolders
    /// The names in those folders that are not crowded, and the others.
    private var listing: (names: Set<[UInt8]>, others: [Descriptor])?
    private var askedCount = 0

    /// A folder that originals go to, and its path below the root.
    struct Folder {
        let path: [UInt8]
        let descriptor: Descriptor
    }

    private static let lookedUpFirst = 8
    static let mostListed = 256

    init(in folders: [Folder], crowded: CrowdedFolders) {
        self.folders = folders
        self.crowded = crowded
    }

    /// Whether something of this name stands in one of the folders, as far as it must be known.
    ///
    /// - Parameter isLookedUp: whether to look now and everywhere: somebody took a name in between.
    func contains(_ name: [UInt8], isLookedUp: Bool = false) throws(SystemError) -> Bool {
        askedCount += 1
        if listing == nil, askedCount > Self.lookedUpFirst { listing = try list() }
        guard let listing, !isLookedUp else { return try Self.isTaken(name, in: folders.map(\.descriptor)) }
        if listing.names.contains(name) { return true }
        return crowded.areLookedInto ? try Self.isTaken(name, in: listing.others) : false
    }

    private static func isTaken(_ name: [UInt8], in folders: [Descriptor]) throws(SystemError) -> Bool {
        for folder in folders {
            if try folder.status(of: name) != nil { return true }
        }
        return false
    }

    private func list() throws(SystemError) -> (names: Set<[UInt8]>, others: [Descriptor]) {
        var names: Set<[UInt8]> = []
        var others: [Descriptor] = []
        for folder in folders {
            if !crowded.paths.contains(folder.path) {
                var found: [[UInt8]] = []
                let entries = try DirectoryListing(of: folder.descriptor)
                while found.count <= Self.mostListed, let entry = try entries.next() { found.append(entry.name) }
                if found.count <= Self.mostListed {
                    names.formUnion(found)
                    continue
                }
                crowded.paths.insert(folder.path)
            }
            others.append(folder.descriptor)
        }
        return (names, others)
    }
}

/// Folders of originals with so many names that listing them for every batch, or looking into each for every file,
/// would cost more than the filing. What a lane remembers of them.
///
/// They need no look as long as every original has its result, so that a name free in `results/` is free in them.
/// Duplicates that were skipped have none, nor have originals whose results somebody took away.
final class CrowdedFolders {
    /// Their paths below the root.
    var paths: Set<[UInt8]> = []
    /// Whether originals without results are to be expected.
    var areLookedInto: Bool

    init(areLookedInto: Bool) {
        self.areLookedInto = areLookedInto
    }
}
