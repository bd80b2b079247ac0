/// Which names are taken in the folders that originals of one inbox folder go to, for one batch.
///
/// The first few are looked up one by one. From then on the folders that are not crowded are listed, once: a dozen
/// folders with some files each cost less to list than a dozen look-ups for every file. The crowded ones are looked into
/// for each, those for review too: an original there has its result, whose name is taken as well, but people take results
/// away. A name that comes in between is met when an original moves there, which replaces nothing.
final class TakenNames {
    /// A folder that originals go to.
    struct Folder {
        /// Its path below the root.
        let path: [UInt8]
        let descriptor: Descriptor
    }

    private let folders: [Folder]
    private let crowded: CrowdedFolders
    /// The names in those folders that are not crowded, and those of the others to look into.
    private var listing: (names: Set<[UInt8]>, others: [Descriptor])?
    private var askedCount = 0

    private static let lookedUpFirst = 8
    static let mostListed = 256

    init(in folders: [Folder], crowded: CrowdedFolders) {
        self.folders = folders
        self.crowded = crowded
    }

    /// Whether something of this name stands in one of the folders.
    ///
    /// - Parameter isLookedUp: whether to look now, into all, whatever was listed: somebody took a name in between.
    func contains(_ name: [UInt8], isLookedUp: Bool = false) throws(SystemError) -> Bool {
        askedCount += 1
        if listing == nil, askedCount > Self.lookedUpFirst { listing = try list() }
        guard let listing, !isLookedUp else { return try Self.isTaken(name, in: folders.map(\.descriptor)) }
        if listing.names.contains(name) { return true }
        return try Self.isTaken(name, in: listing.others)
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
            if !crowded.contains(folder.path) {
                var found: [[UInt8]] = []
                let entries = try DirectoryListing(of: folder.descriptor)
                while found.count <= Self.mostListed, let entry = try entries.next() { found.append(entry.name) }
                if found.count <= Self.mostListed {
                    names.formUnion(found)
                    continue
                }
                crowded.insert(folder.path)
            }
            others.append(folder.descriptor)
        }
        return (names, others)
    }
}
