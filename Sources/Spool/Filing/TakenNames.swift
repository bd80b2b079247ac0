/// Which names are taken in the folders that originals of one inbox folder go to, for one batch.
///
/// The first few are looked up one by one. From then on those below `review/` and `rejected/` are looked into only for
/// names that ``NameFilters`` can't tell from theirs; an original there has its result, whose name is taken as well, but
/// people take results away. A name that comes in between is met when an original moves there, which replaces nothing.
final class TakenNames {
    private let folders: [OriginalsFolder]
    private let filters: NameFilters
    /// Of the folders, in their order; nil in place of one that is looked into for each name.
    private var known: [NameFilter?]?
    private var askedCount = 0

    static let lookedUpFirst = 8

    init(in folders: [OriginalsFolder], filters: NameFilters) {
        self.folders = folders
        self.filters = filters
    }

    /// Whether something of this name stands in one of the folders.
    ///
    /// - Parameter isLookedUp: whether to look now, into all, whatever is known: somebody took a name in between.
    func contains(_ name: [UInt8], isLookedUp: Bool = false) throws(SystemError) -> Bool {
        askedCount += 1
        if known == nil, askedCount > Self.lookedUpFirst { known = try ask() }
        let hash = NameFilter.hash(name)
        for (index, folder) in folders.enumerated() {
            if !isLookedUp, let filter = known?[index], !filter.mayContain(hash: hash) { continue }
            if try folder.descriptor.status(of: name) != nil { return true }
        }
        return false
    }

    private func ask() throws(SystemError) -> [NameFilter?] {
        var known: [NameFilter?] = []
        for folder in folders { known.append(folder.isFiltered ? try filters.names(in: folder) : nil) }
        return known
    }
}
