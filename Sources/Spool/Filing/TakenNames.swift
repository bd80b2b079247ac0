/// Which names are taken in the folders that originals of one inbox folder go to, for one batch.
///
/// The first few are looked up one by one where ``NameFilters`` are not sure of a folder. From then on those below
/// `review/` and `rejected/` are looked into only for names that they may have; an original there has its result, whose
/// name is taken as well, but people take results away. A name that comes in between is met when an original moves
/// there, which replaces nothing.
final class TakenNames {
    private enum Known {
        case nothing, lookedInto
        case names(NameFilter)
    }

    private let folders: [OriginalsFolder]
    private let filters: NameFilters
    /// Of the folders, in their order.
    private var known: [Known]
    private var askedCount = 0

    static let lookedUpFirst = 8

    init(in folders: [OriginalsFolder], filters: NameFilters) {
        self.folders = folders
        self.filters = filters
        known = folders.map { $0.isFiltered ? .nothing : .lookedInto }
    }

    /// Whether something of this name stands in one of the folders.
    ///
    /// - Parameter isLookedUp: whether to look now, into all, whatever is known: somebody took a name in between.
    func contains(_ name: [UInt8], isLookedUp: Bool = false) throws(SystemError) -> Bool {
        askedCount += 1
        let hash = NameFilter.hash(name)
        for index in folders.indices {
            if !isLookedUp {
                if case .nothing = known[index] { try ask(index) }
                if case .names(let filter) = known[index], !filter.mayContain(hash: hash) { continue }
            }
            if try folders[index].descriptor.status(of: name) != nil { return true }
        }
        return false
    }

    private func ask(_ index: Int) throws(SystemError) {
        let isPatient = askedCount <= Self.lookedUpFirst
        if let filter = try filters.names(in: folders[index], isPatient: isPatient) {
            known[index] = .names(filter)
        } else if !isPatient {
            known[index] = .lookedInto
        }
    }
}
