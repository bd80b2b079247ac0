import Glibc

/// Recounts a root: every original with its result, every result with its original, and all against the ledger.
///
/// Takes nothing and changes nothing; its memory does not grow with the number of files.
public struct Verification {
    /// What a result says, as far as it is checked.
    public struct ResultFacts: Sendable {
        /// 64 hex digits; nil where the file could not be read.
        public var sha256: [UInt8]?
        /// What it counts as.
        public var kind: Counts.Kind
        /// Whether its original is in `review/`, or was, for people to take.
        public var isForReview: Bool
        /// The path its file had below the inbox, as text.
        public var file: String

        /// Facts with these values.
        public init(sha256: [UInt8]?, kind: Counts.Kind, isForReview: Bool, file: String) {
            self.sha256 = sha256
            self.kind = kind
            self.isForReview = isForReview
            self.file = file
        }
    }

    let layout: SpoolLayout
    let placements: [[UInt8]]
    let facts: ([UInt8]) -> ResultFacts?
    let hash: ([UInt8]) -> [UInt8]?
    let readsOriginals: Bool
    let report: (VerificationFinding) -> Void
    let folders: FilingFolders
    private let index: ContentIndex

    /// - Parameters:
    ///   - placements: the folders below `review/` that originals are placed in.
    ///   - facts: what the bytes of a result say; nil where they are no result.
    ///   - hash: the SHA-256 of the file at a path as 64 hex digits.
    ///   - readsOriginals: compares the content of every original with its result.
    ///   - report: called with each thing that does not add up.
    public init(
        _ layout: SpoolLayout,
        placements: [String],
        facts: @escaping ([UInt8]) -> ResultFacts?,
        hash: @escaping ([UInt8]) -> [UInt8]?,
        readsOriginals: Bool,
        report: @escaping (VerificationFinding) -> Void
    ) {
        self.layout = layout
        self.placements = placements.map { Array($0.utf8) }
        self.facts = facts
        self.hash = hash
        self.readsOriginals = readsOriginals
        self.report = report
        folders = FilingFolders(layout, placements: [])
        index = ContentIndex(layout)
    }

    /// Looks at everything.
    ///
    /// - Parameter isRunning: a daemon works on the root meanwhile.
    public func run(isRunning: Bool) throws(SpoolError) -> VerificationSummary {
        let before = try Receipt(layout)
        var summary = VerificationSummary(receipt: before)
        for folder in SpoolFolder.forOriginals {
            try walk(folder) { path, _ throws(SystemError) in try check(original: path, in: folder, &summary) }
        }
        try walk(.results) { path, file throws(SystemError) in try check(result: path, file, &summary) }
        // What was filed while the folders were counted.
        var after = try Receipt(layout)
        if isRunning, summary.surplus(over: after.counts, isRunning: true).answered > 0 {
            sleep(1)
            after = try Receipt(layout)
        }
        summary.receipt = after
        summary.uncounted = summary.surplus(over: after.counts, isRunning: isRunning)
        if summary.uncounted.answered > 0 { report(.uncounted(summary.uncounted)) }
        summary.missingResults = summary.missing(from: before.counts)
        if summary.missingResults > after.taken.results {
            report(.resultsGone(summary.missingResults, known: after.taken.results))
        }
        summary.missingOriginals = summary.absentOriginals - after.counts.deleted
        if summary.missingOriginals > after.taken.originals {
            for path in summary.absent { report(.originalGone(result: path)) }
            report(.originalsGone(summary.missingOriginals, known: after.taken.originals))
        }
        return summary
    }

    /// Takes note of what is missing as taken away by people, and of results that nobody counted as digitd's own.
    ///
    /// - Parameter isRunning: a daemon works on the root: what it filed while the folders were counted makes less seem
    ///   to be missing than is, and nothing that was known as taken is forgotten for that.
    public static func accept(_ summary: VerificationSummary, _ layout: SpoolLayout, isRunning: Bool)
        throws(SpoolError)
    {
        // A root that was restored may have none yet.
        let state = try layout.open(.state)
        do {
            let lock = try Ledger.lock(state)
            defer { withExtendedLifetime(lock) {} }
            // What retention has taken since it was counted is known already.
            var more =
                Taken(results: summary.missingResults, originals: summary.missingOriginals) - summary.receipt.taken
            if isRunning { more = Taken(results: max(0, more.results), originals: max(0, more.originals)) }
            // Somebody else may have taken note of the same meanwhile.
            let uncounted = try summary.surplus(over: Receipt(state, layout).counts, isRunning: isRunning)
            var ledger = try Ledger.read(state)
            ledger.taken = ledger.taken + more
            ledger.counts += uncounted
            try ledger.write(state)
            if var record = try RetentionRecord.read(state) {
                record.before = record.before + more
                try record.write(state)
            }
        } catch {
            throw .file(path: layout.path(of: .state) + "/ledger", error)
        }
    }

    private func check(original path: [UInt8], in folder: SpoolFolder, _ summary: inout VerificationSummary)
        throws(SystemError)
    {
        summary.originals += 1
        let shown = SpoolPath.join(folder.bytes, path)
        var (parent, name) = SpoolPath.split(path)
        if folder == .review, let first = SpoolPath.components(parent).first, placements.contains(first) {
            parent = Array(parent.dropFirst(first.count + 1))
        }
        let resultName = NameEscaping.escape(name) + Array(".json".utf8)
        let whole = Array(layout.path(of: folder).utf8) + [SpoolPath.slash] + path
        guard let results = try folders.results.existing(FilingFolders.resultFolder(parent)),
            let bytes = try results.contents(of: resultName)
        else {
            // A duplicate may do without, where its content has a result.
            if let content = hash(whole), index.first(content) != nil { return }
            // It may have been taken by a person in this moment.
            if try folders[folder].existing(SpoolPath.split(path).folder)?.status(of: name) == nil { return }
            return report(.noResult(original: shown))
        }
        // A torn result is told when its turn comes.
        guard readsOriginals, let sha256 = facts(bytes)?.sha256, let content = hash(whole), sha256 != content else {
            return
        }
        report(.otherContent(original: shown))
    }

    private func check(result path: [UInt8], _ folder: Descriptor, _ summary: inout VerificationSummary)
        throws(SystemError)
    {
        let (parent, name) = SpoolPath.split(path)
        let shown = SpoolPath.join(SpoolFolder.results.bytes, path)
        guard name.count > 5, name.suffix(5).elementsEqual(".json".utf8), let bytes = try folder.contents(of: name),
            let facts = facts(bytes)
        else {
            return report(.noResultFile(path: shown))
        }
        summary.results[facts.kind] += 1
        let original = SpoolPath.join(parent, Array(name.dropLast(5)))
        var places = try self.places(original)
        var isWaiting = false
        if places.isEmpty {
            isWaiting = try isInInbox(facts)
            // It may have left the inbox between the looks.
            if !isWaiting { places = try self.places(original) }
        }
        switch places.count {
        case 0 where isWaiting:
            summary.open[facts.kind] += 1
            if summary.receipt.inHand.contains(path) { summary.inHand[facts.kind] += 1 }
        case 0 where facts.isForReview: summary.takenFromReview += 1
        case 0:
            summary.absentOriginals += 1
            if summary.absent.count < VerificationSummary.mostAbsent { summary.absent.append(shown) }
        case 1: break
        default:
            report(areCopies(places) ? .twoPlaces(paths: places) : .sameName(paths: places))
        }
    }

    /// Whether files, by their paths below the root, are known to hold the same.
    private func areCopies(_ paths: [[UInt8]]) -> Bool {
        guard readsOriginals, let first = hash(Array((layout.root + "/").utf8) + paths[0]) else { return false }
        return paths.dropFirst().allSatisfy { hash(Array((layout.root + "/").utf8) + $0) == first }
    }

    /// Where an original of this name lies, out of those places it may lie in.
    private func places(_ original: [UInt8]) throws(SystemError) -> [[UInt8]] {
        var found: [[UInt8]] = []
        let plain = NameEscaping.unescape(original)
        for path in plain == original ? [original] : [original, plain] {
            let (parent, name) = SpoolPath.split(path)
            var places = SpoolFolder.forOriginals.map { ($0, parent) }
            places += placements.map { (.review, SpoolPath.join($0, parent)) }
            for (folder, parent) in places {
                guard try folders[folder].existing(parent)?.status(of: name)?.kind == .regular else { continue }
                found.append(SpoolPath.join(folder.bytes, SpoolPath.join(parent, name)))
            }
            if !found.isEmpty { break }
        }
        return found
    }

    /// Whether the original lies in the inbox still, as it does before it is moved.
    private func isInInbox(_ facts: ResultFacts) throws(SystemError) -> Bool {
        for path in [Array(facts.file.utf8), NameEscaping.unescape(Array(facts.file.utf8))] {
            let whole = Array(layout.path(of: .inbox).utf8) + [SpoolPath.slash] + path
            var status = stat()
            guard withCString(whole, { lstat($0, &status) }) == 0 else { continue }
            guard let sha256 = facts.sha256 else { return true }
            if hash(whole) == sha256 { return true }
        }
        return false
    }

    /// Every file below a folder; what has a dot in front is digitd's own or not yet there.
    private func walk(
        _ folder: SpoolFolder,
        _ body: (_ path: [UInt8], _ folder: Descriptor) throws(SystemError) -> Void
    ) throws(SpoolError) {
        var at: [UInt8] = []
        do throws(SystemError) {
            var open: [[UInt8]] = [[]]
            let tree = FolderTree(layout, folder)
            while let path = open.popLast() {
                at = path
                guard let descriptor = try tree.existing(path) else { continue }
                let listing = try DirectoryListing(of: descriptor)
                while let entry = try listing.next() {
                    if entry.name.first == UInt8(ascii: ".") || SpoolPath.isOfFileSystem(entry.name) {
                        continue
                    }
                    let below = SpoolPath.join(path, entry.name)
                    var kind = entry.kind
                    if kind == .unknown { kind = try descriptor.status(of: entry.name)?.kind ?? .unknown }
                    switch kind {
                    case .folder: open.append(below)
                    case .regular: try body(below, descriptor)
                    default: break
                    }
                }
            }
        } catch {
            let below = at.isEmpty ? "" : "/" + NameEscaping.text(at)
            throw .folder(path: layout.path(of: folder) + below, error)
        }
    }
}
