import Glibc

/// Files batches of outcomes away: results made visible, originals moved, nothing overwritten, in an order in which
/// nothing is lost whenever it stops.
///
/// One lane: not shared between threads. Several lanes of one root may work side by side, so that the sync of one
/// overlaps with the writing of another; each has a number of its own. See Documentation/Intake.md for the order.
public final class Filing {
    /// How files are filed.
    public struct Configuration: Sendable {
        /// What must be on the disk before an original moves.
        public var durability = Durability.batch
        /// The folders below `review/` that `Outcome.Destination.review` names, so that a name is free there too.
        public var placements: [String] = []
        /// Writes results with names in `results/.aside/` even where files without names are possible.
        public var usesNamesAside = false
        /// What is known of names below `review/` and `rejected/`: one for all lanes of a root.
        public var filters = NameFilters()
        /// Takes the content of each result into the root's `ContentIndex`.
        public var remembersContents = false
        /// Called now and then while a large original is copied to another file system: the lane is slow, not dead.
        public var progress: @Sendable () -> Void = {}

        /// The defaults.
        public init() {}
    }

    /// An outcome on its way.
    struct Work {
        var index: Int
        var file: SpoolFile
        var entry: JournalEntry
        var place: FilingFolders.Place
        /// nil where it gets no result of its own.
        var aside: AsideFile?
        var choice: Int
        /// The entry whose result stands under its name; nil until it does.
        var visible: JournalEntry?
    }

    let layout: SpoolLayout
    let configuration: Configuration
    let folders: FilingFolders
    var journal: Journal
    var mover: OriginalMover
    let contents: ContentIndex?
    /// The folder of the journal, and whether it lies where the number of a folder need not last.
    private let state: FileStamp
    private let stateIsShared: Bool
    private var maker: AsideMaker
    private let ordering: NameOrdering

    /// What the record of the batch under way tells of.
    struct Recorded {
        /// What was owed when it began.
        var owed: [JournalEntry] = []
        /// The batch, in its order.
        var batch: [JournalEntry] = []
        /// Files of the batch under names that their results had before the last one that was tried.
        var earlierNames: [JournalEntry] = []

        var all: [JournalEntry] { owed + batch + earlierNames }
    }

    var recorded = Recorded()

    /// Visible results whose original could not leave the inbox yet.
    var owed: [(file: SpoolFile, entry: JournalEntry)] = []
    /// As many as this, and no more are taken from the folders they lie in.
    static let mostOwed = 256
    /// As many as this, and nothing is filed.
    static let mostOwedAtAll = 1024
    /// Whether the sync after the name of an owed one's result may be what failed.
    var owesSync = false

    /// Asked after each step in tests; true stops everything there.
    var stopsAfter: ((FilingStep) -> Bool)?
    /// Asked before each of these calls in tests: the error it is to fail with.
    var failure: ((FilingCall) -> SystemError?)?

    /// A lane of a root. `Recovery.run` comes before the first one.
    public init(_ layout: SpoolLayout, lane: Int = 0, configuration: Configuration = Configuration()) throws(SpoolError)
    {
        self.layout = layout
        self.configuration = configuration
        folders = FilingFolders(layout, placements: configuration.placements, filters: configuration.filters)
        mover = OriginalMover(
            folders,
            lane: lane,
            usesNames: configuration.usesNamesAside,
            progress: configuration.progress
        )
        contents = configuration.remembersContents ? ContentIndex(layout) : nil
        maker = AsideMaker(lane: lane, usesNames: configuration.usesNamesAside)
        let state = try layout.open(.state)
        do {
            self.state = try state.status().stamp
            stateIsShared = try state.fileSystem().mayChangeUnannounced
            journal = try Journal(state, lane: lane, generation: Ledger.read(state).generation)
            ordering = try NameOrdering(results: folders.results.descriptor(), state: state)
        } catch {
            throw .file(path: layout.path(of: .state), error)
        }
    }

    /// Files a batch; the answers are in the order of the outcomes. Blocks in system calls.
    public func file(_ outcomes: [Outcome]) -> [FilingResult] {
        let outage = SpoolOutage(cause: .noPermission, folder: .inbox)
        guard owed.count < Self.mostOwedAtAll else {
            return Array(repeating: .postponed(outage), count: outcomes.count)
        }
        do {
            try expectOwnState()
            try folders.startBatch()
        } catch {
            return Array(repeating: .postponed(error), count: outcomes.count)
        }
        // A folder that keeps its originals must not keep those of others.
        let keeping = owed.count < Self.mostOwed ? [] : Set(owed.map { $0.file.folder.path })
        var results: [FilingResult?] = outcomes.map { keeping.contains($0.file.folder.path) ? .held(outage) : nil }
        var works: [Work] = []
        do throws(FilingFailure) {
            try writeAside(outcomes, &works, &results)
            if !works.isEmpty {
                try record(works)
                try synchronizeResults(works)
                try publishAndMove(&works, &results)
            }
        } catch {
            settle(&results, works, after: error)
            if case .stopped = error { return results.map { $0! } }
        }
        close(works, results)
        return results.map { $0! }
    }

    /// Where the folder of the records is gone, no start would find them, and another process may have the root by now.
    private func expectOwnState() throws(SpoolOutage) {
        let there = try? layout.rootDescriptor.status(behind: SpoolFolder.state.bytes)?.stamp
        guard let there, there.isSameFile(as: state) || stateIsShared else {
            throw SpoolOutage(cause: .missing, folder: .state)
        }
    }

    /// Writes into the journal what became of the batch.
    private func close(_ works: [Work], _ results: [FilingResult?]) {
        guard !recorded.batch.isEmpty else { return }
        // An original may be owed under the name its result had before the last one that was tried.
        let owedEntries = owed.map(\.entry)
        func end(_ entry: JournalEntry) -> JournalEnd { owedEntries.contains(entry) ? .owed : .open }
        var ends = [JournalEnd](repeating: .owed, count: recorded.owed.count)
        // By their places, here and below: a copy of each would count up and down for all that it holds.
        for place in works.indices {
            if case .filed = results[works[place].index] {
                ends.append(.filed)
            } else {
                ends.append(end(works[place].entry))
            }
        }
        ends += recorded.earlierNames.map(end)
        journal.close(recorded.all, ends)
        recorded = Recorded()
    }

    private func settle(_ results: inout [FilingResult?], _ works: [Work], after failure: FilingFailure) {
        let outage: SpoolOutage
        switch failure {
        case .stopped: outage = SpoolOutage(cause: .other, folder: .state)
        case .outage(let reason):
            outage = reason
            let error = reason.error ?? SystemError(number: EIO, call: "fsync")
            for (index, work) in works.enumerated() where results[work.index] == nil {
                // A result that stands keeps its original: read again, it would get a second one.
                guard work.visible != nil else {
                    work.aside?.discard()
                    continue
                }
                owe(index, works, &results, error)
                owesSync = true
            }
        }
        for index in results.indices where results[index] == nil { results[index] = .postponed(outage) }
    }

    // MARK: - Steps before anything is visible

    private func writeAside(
        _ outcomes: [Outcome],
        _ works: inout [Work],
        _ results: inout [FilingResult?]
    ) throws(FilingFailure) {
        works.reserveCapacity(outcomes.count)
        var failures = 0
        for (index, outcome) in outcomes.enumerated() where results[index] == nil {
            do throws(SystemError) {
                let work: Work?
                do throws(SystemError) {
                    work = try writeAside(outcome, index)
                } catch {
                    // A folder was removed under us: once more, with what is there now.
                    guard error.number == ENOENT || error.number == ENOTDIR else { throw error }
                    folders.forget()
                    work = try writeAside(outcome, index)
                }
                if let work {
                    works.append(work)
                } else if let folder = outcome.destination.folder {
                    results[index] = .held(SpoolOutage(SystemError(number: EACCES, call: "openat"), in: folder))
                }
                failures = 0
            } catch {
                let outage = SpoolOutage(error, in: folders.folder(behind: error))
                if concernsItAlone(outage, outcome.file) {
                    results[index] = .held(outage)
                    continue
                }
                results[index] = .postponed(outage)
                failures += 1
                if outage.cause == .outOfDescriptors, !works.isEmpty {
                    // As many as can be open at once are a batch.
                    for rest in index..<outcomes.count where results[rest] == nil { results[rest] = .postponed(outage) }
                    break
                }
                if failures == 3 {
                    for rest in results.indices where results[rest] == nil && rest > index {
                        results[rest] = .postponed(outage)
                    }
                    break
                }
            }
            if stopsAfter?(.written(index)) == true { throw .stopped }
        }
    }

    /// Whether others can be filed where this one can't be: the rights of a folder below `results/` are its own affair,
    /// and so is a name that the file system of the outputs does not take.
    func concernsItAlone(_ outage: SpoolOutage, _ file: SpoolFile) -> Bool {
        if let error = outage.error, [EINVAL, ENAMETOOLONG, EILSEQ].contains(error.number) { return true }
        guard outage.cause == .noPermission, !file.folder.path.isEmpty else { return false }
        return (try? folders.results.descriptor().expectWritable()) != nil
    }

    /// - Returns: nil where we may not enter the folder that the original is to go to.
    private func writeAside(_ outcome: Outcome, _ index: Int) throws(SystemError) -> Work? {
        let file = outcome.file
        let place = try folders.place(for: file.folder.path)
        let originalFolder = SpoolPath.join(outcome.destination.placement, place.originalFolder)
        if place.closed.contains(where: { $0.folder == outcome.destination.folder && $0.path == originalFolder }) {
            return nil
        }
        let tag = outcome.sha256.isEmpty ? Checksum.hexTag(file.name) : Array(outcome.sha256.prefix(8))
        let (name, choice) = try folders.freeName(file.name, in: place, tag: tag)
        let aside = outcome.result.isEmpty ? nil : try writeAside(outcome.result, for: place)
        if configuration.durability == .file {
            // Its writer may not have waited for the disk.
            try? file.folder.descriptor.open(file.name, O_RDONLY | O_NOFOLLOW | O_NONBLOCK).synchronize()
        }
        let entry = JournalEntry(
            path: file.path,
            stamp: outcome.stamp,
            sha256: outcome.sha256,
            resultSize: outcome.result.count,
            resultFolder: place.resultFolder,
            originalFolder: originalFolder,
            name: name,
            destination: outcome.destination.folder,
            kind: outcome.kind
        )
        return Work(index: index, file: file, entry: entry, place: place, aside: aside, choice: choice)
    }

    private func writeAside(_ result: [UInt8], for place: FilingFolders.Place) throws(SystemError) -> AsideFile {
        let aside = try maker.make(for: place.results, in: folders.results)
        do throws(SystemError) {
            try aside.descriptor.write(result)
            if configuration.durability == .file { try aside.descriptor.synchronize() }
        } catch {
            aside.discard()
            throw error
        }
        return aside
    }

    private func record(_ works: [Work]) throws(FilingFailure) {
        do {
            // In a batch the sync of the results takes the record along, where it lies on their file system.
            let isAlone = configuration.durability == .file || !ordering.stateIsWithResults
            recorded = Recorded(owed: owed.map(\.entry), batch: works.map(\.entry))
            try journal.begin(recorded.all, synchronized: isAlone && configuration.durability != .none)
        } catch {
            throw .outage(SpoolOutage(error, in: .state))
        }
        if stopsAfter?(.recorded) == true { throw .stopped }
    }

    private func synchronizeResults(_ works: [Work]) throws(FilingFailure) {
        do {
            if configuration.durability == .batch {
                try works[0].place.results.synchronizeFileSystem()
            }
        } catch {
            throw .outage(SpoolOutage(error, in: .results))
        }
        if stopsAfter?(.synchronized) == true { throw .stopped }
    }

    // MARK: - Steps that are seen

    private func publishAndMove(_ works: inout [Work], _ results: inout [FilingResult?]) throws(FilingFailure) {
        let oneByOne = works.indices.allSatisfy { ordering.keepsOrder(with: works[$0].entry.stamp.device) }
        if oneByOne || configuration.durability != .batch {
            for index in works.indices {
                guard try publish(index, &works, &results) else { continue }
                if configuration.durability == .file { try synchronizeNames(index, works) }
                try move(index, &works, &results, isSeen: configuration.durability != .file)
            }
        } else {
            // Names may come to the disk in another order than they were given: a sync in between.
            var visible: [Int] = []
            for index in works.indices where try publish(index, &works, &results) { visible.append(index) }
            do {
                try works[0].place.results.synchronizeFileSystem()
            } catch {
                throw .outage(SpoolOutage(error, in: .results))
            }
            for index in visible { try move(index, &works, &results) }
        }
    }

    /// The result's name, and those of the folders on the way that are new.
    private func synchronizeNames(_ index: Int, _ works: [Work]) throws(FilingFailure) {
        do {
            try mayFail(.synchronizeNames(index))
            try works[index].place.results.synchronize()
            try folders.results.synchronizeNew()
        } catch {
            throw .outage(SpoolOutage(error, in: .results))
        }
    }

    func mayFail(_ call: FilingCall) throws(SystemError) {
        if let error = failure?(call) { throw error }
    }
}
