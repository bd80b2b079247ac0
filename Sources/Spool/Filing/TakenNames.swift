/// Which names are taken in the folders that originals of one inbox folder go to, for one batch.
///
/// The first few are looked up one by one. From then on the folders that are not crowded are listed, once: a dozen
/// folders with some files each cost less to list than a dozen look-ups for every file. A name that comes in between
/// is met when the original moves, which replaces nothing.
final class TakenNames {
    private let folders: [Descriptor]
    /// The names in those folders that are not crowded, and the others.
    private var listing: (names: Set<[UInt8]>, crowded: [Descriptor])?
    private var askedCount = 0

    private static let lookedUpFirst = 8
    private static let mostListed = 1024

    init(in folders: [Descriptor]) {
        self.folders = folders
    }

    /// Whether something of this name stands in one of the folders.
    ///
    /// - Parameter isLookedUp: whether to look now, whatever was listed: somebody took a name in between.
    func contains(_ name: [UInt8], isLookedUp: Bool = false) throws(SystemError) -> Bool {
        askedCount += 1
        if listing == nil, askedCount > Self.lookedUpFirst { listing = try list() }
        guard let listing, !isLookedUp else { return try Self.isTaken(name, in: folders) }
        if listing.names.contains(name) { return true }
        return try Self.isTaken(name, in: listing.crowded)
    }

    private static func isTaken(_ name: [UInt8], in folders: [Descriptor]) throws(SystemError) -> Bool {
        for folder in folders {
            if try folder.status(of: name) != nil { return true }
        }
        return false
    }

    private func list() throws(SystemError) -> (names: Set<[UInt8]>, crowded: [Descriptor]) {
        var names: Set<[UInt8]> = []
        var crowded: [Descriptor] = []
        for folder in folders {
            var found: [[UInt8]] = []
            let entries = try DirectoryListing(of: folder)
            while found.count <= Self.mostListed, let entry = try entries.next() { found.append(entry.name) }
            if found.count > Self.mostListed { crowded.append(folder) } else { names.formUnion(found) }
        }
        return (names, crowded)
    }
}
