/// Which names are taken in the folders that originals of one inbox folder go to, for one batch.
///
/// The first few are looked up one by one. From then on the folders that are not crowded are listed, once: a dozen
/// folders with some files each cost less to list than a dozen look-ups for every file. The crowded ones are looked
/// into for every name. A name that comes in between is met when an original moves there, which replaces nothing.
final class TakenNames {
    /// A folder that originals go to.
    struct Folder {
        /// Its path below the root.
        let path: [UInt8]
        let isForReview: Bool
        let descriptor: Descriptor
    }

    private let folders: [Folder]
    private let known: KnownNames
    /// The names in those folders that are not crowded, and the others, to look into.
    private var listing: (names: [Set<[UInt8]>], others: [Descriptor])?
    private var askedCount = 0

    private static let lookedUpFirst = 8

    init(in folders: [Folder], known: KnownNames) {
        self.folders = folders
        self.known = known
    }

    /// Whether something of this name stands in one of the folders.
    ///
    /// - Parameter isLookedUp: whether to look now, into all, whatever was listed: somebody took a name in between.
    func contains(_ name: [UInt8], isLookedUp: Bool = false) throws(SystemError) -> Bool {
        askedCount += 1
        if listing == nil, askedCount > Self.lookedUpFirst { listing = try list() }
        guard let listing, !isLookedUp else { return try Self.isTaken(name, in: folders.map(\.descriptor)) }
        if listing.names.contains(where: { $0.contains(name) }) { return true }
        return try Self.isTaken(name, in: listing.others)
    }

    private static func isTaken(_ name: [UInt8], in folders: [Descriptor]) throws(SystemError) -> Bool {
        for folder in folders {
            if try folder.status(of: name) != nil { return true }
        }
        return false
    }

    private func list() throws(SystemError) -> (names: [Set<[UInt8]>], others: [Descriptor]) {
        var names: [Set<[UInt8]>] = []
        var others: [Descriptor] = []
        for folder in folders {
            if let found = try known.names(in: folder) {
                if !found.isEmpty { names.append(found) }
            } else {
                others.append(folder.descriptor)
            }
        }
        return (names, others)
    }
}
