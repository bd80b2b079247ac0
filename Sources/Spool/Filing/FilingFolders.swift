import Glibc

/// The folders of one filing lane and the search for free names in them.
final class FilingFolders {
    /// Where the files of one inbox folder go.
    struct Place {
        /// Below `results/` and below the folders of originals.
        var resultFolder: [UInt8]
        var originalFolder: [UInt8]
        var results: Descriptor
        /// The names in the folders in which one must be free too.
        var taken: TakenNames
        /// Folders of originals that we may not enter: nothing can go there, and what they hold takes no names.
        var closed: [OriginalsFolder.Place]
    }

    let results: FolderTree
    let processed: FolderTree
    let review: FolderTree
    let rejected: FolderTree
    private let placements: [[UInt8]]
    private var places: [[UInt8]: Place] = [:]
    let filters: NameFilters

    /// - Parameter filters: what the lanes of the root know of names together.
    init(_ layout: SpoolLayout, placements: [String], filters: NameFilters = NameFilters()) {
        results = FolderTree(layout, .results)
        processed = FolderTree(layout, .processed)
        review = FolderTree(layout, .review)
        rejected = FolderTree(layout, .rejected)
        self.placements = placements.map { Array($0.utf8) }
        self.filters = filters
    }

    subscript(_ folder: SpoolFolder) -> FolderTree {
        switch folder {
        case .results: results
        case .processed: processed
        case .review: review
        case .rejected: rejected
        case .inbox, .labeled, .models, .state: preconditionFailure("\(folder) is no folder to file into")
        }
    }

    /// A new batch looks anew which folders exist.
    func startBatch() throws(SpoolOutage) {
        places = [:]
        guard let root = try? results.layout.rootDescriptor.status().stamp.device else { return forget() }
        for tree in [results, processed, review, rejected] { try tree.verify(root: root) }
    }

    /// Closes all folders: something was moved or removed under us.
    func forget() {
        places = [:]
        for tree in [results, processed, review, rejected] { tree.forget() }
    }

    /// Where the files of the inbox folder `path` go; makes the folder in `results/`.
    func place(for path: [UInt8]) throws(SystemError) -> Place {
        if let known = places[path] { return known }
        let originalFolder = try freeFolder(path)
        let resultFolder = Self.resultFolder(originalFolder)
        var others: [OriginalsFolder] = []
        var closed: [OriginalsFolder.Place] = []
        func add(_ path: [UInt8], of tree: FolderTree) throws(SystemError) {
            let place = OriginalsFolder.Place(folder: tree.folder, path: path)
            do {
                guard let descriptor = try tree.existing(path) else { return }
                // One may be opened to be listed, and not be entered.
                if !path.isEmpty { _ = try descriptor.status(of: [UInt8(ascii: ".")]) }
                others.append(OriginalsFolder(place: place, descriptor: descriptor))
            } catch {
                guard Self.isClosed(path, of: tree, error) else { throw error }
                closed.append(place)
            }
        }
        for tree in [processed, review, rejected] { try add(originalFolder, of: tree) }
        for placement in placements { try add(SpoolPath.join(placement, originalFolder), of: review) }
        let place = Place(
            resultFolder: resultFolder,
            originalFolder: originalFolder,
            results: try results.making(resultFolder),
            taken: TakenNames(in: others, filters: filters),
            closed: closed
        )
        places[path] = place
        return place
    }

    /// The first choice of a name, from `choice` on, that is free in all folders.
    ///
    /// The first 64 are tried in turn; beyond that the step doubles and the gap is halved, so that the thousandth
    /// file of one name costs no thousand look-ups.
    func freeName(
        _ name: [UInt8],
        in place: Place,
        tag: [UInt8],
        from first: Int = 1
    ) throws(SystemError) -> (name: SharedName, choice: Int) {
        var choice = first
        // Another than the first is asked for where somebody took one in between.
        func isFree(_ candidate: SharedName) throws(SystemError) -> Bool {
            if try place.results.status(of: candidate.result) != nil { return false }
            return try !place.taken.contains(candidate.original, isLookedUp: first > 1)
        }
        while choice < first + 64 {
            let candidate = SharedName(name, choice: choice, tag: tag)
            if try isFree(candidate) { return (candidate, choice) }
            choice += 1
        }
        var taken = choice - 1
        var free = choice
        while try !isFree(SharedName(name, choice: free, tag: tag)) {
            taken = free
            free *= 2
        }
        while free - taken > 1 {
            let middle = taken + (free - taken) / 2
            if try isFree(SharedName(name, choice: middle, tag: tag)) {
                free = middle
            } else {
                taken = middle
            }
        }
        return (SharedName(name, choice: free, tag: tag), free)
    }

    static func resultFolder(_ originalFolder: [UInt8]) -> [UInt8] {
        if originalFolder.isEmpty { return [] }
        return Array(
            SpoolPath.components(originalFolder).map(SharedName.resultFolder).joined(separator: [SpoolPath.slash])
        )
    }

    /// The inbox folder's path, with `~2` and so on in a component where a file of that name stands in the way.
    private func freeFolder(_ path: [UInt8]) throws(SystemError) -> [UInt8] {
        var result: [UInt8] = []
        for component in SpoolPath.components(path) {
            var choice = 1
            while true {
                let tag = Checksum.hexTag(component)
                let name = choice == 1 ? component : SharedName(component, choice: choice, tag: tag).original
                let candidate = SpoolPath.join(result, name)
                if try canBeFolder(candidate) {
                    result = candidate
                    break
                }
                choice += 1
            }
        }
        return result
    }

    private func canBeFolder(_ path: [UInt8]) throws(SystemError) -> Bool {
        guard try canBeFolder(Self.resultFolder(path), results) else { return false }
        let originals = [processed, review, rejected].map { ($0, path) }
        for (tree, path) in originals + placements.map({ (review, SpoolPath.join($0, path)) }) {
            do {
                guard try canBeFolder(path, tree) else { return false }
            } catch {
                guard Self.isClosed(path, of: tree, error) else { throw error }
            }
        }
        return true
    }

    private func canBeFolder(_ path: [UInt8], _ tree: FolderTree) throws(SystemError) -> Bool {
        if try tree.existing(path) != nil { return true }
        let (parent, name) = SpoolPath.split(path)
        guard let folder = try tree.existing(parent) else { return true }
        return try folder.status(of: name).map { $0.kind == .folder } ?? true
    }

    /// Whether a failed look says that a folder below one of the root's, which is open itself, may not be entered.
    private static func isClosed(_ path: [UInt8], of tree: FolderTree, _ error: SystemError) -> Bool {
        guard error.number == EACCES, !path.isEmpty, let top = try? tree.descriptor() else { return false }
        return (try? top.status(of: [UInt8(ascii: ".")])) != nil
    }

    /// The folder of the root that a failed look at a place was about; that of the results where none can be told.
    func folder(behind error: SystemError) -> SpoolFolder {
        let trees = [results, processed, review, rejected]
        func fails(_ tree: FolderTree) -> Bool {
            do {
                _ = try tree.descriptor()
                return false
            } catch let other {
                return other == error
            }
        }
        return trees.first(where: fails)?.folder ?? .results
    }
}
