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

        /// The defaults.
        public init() {}
    }

    /// An outcome on its way.
    struct Work {
        var index: Int
        var file: SpoolFile
        var entry: JournalEntry
        var place: FilingFolders.Place
        var aside: AsideFile
        var choice: Int
    }

    let layout: SpoolLayout
    let configuration: Configuration
    let folders: FilingFolders
    var journal: Journal
    var mover: OriginalMover
    private var maker: AsideMaker
    private let ordering: NameOrdering

    /// Visible results whose original could not leave the inbox yet.
    var owed: [(file: SpoolFile, entry: JournalEntry)] = []
    static let mostOwed = 256

    /// Asked after each step in tests; true stops everything there.
    var stopsAfter: ((FilingStep) -> Bool)?

    /// A lane of a root. `Recovery.run` comes before the first one.
    public init(_ layout: SpoolLayout, lane: Int = 0, configuration: Configuration = Configuration()) throws(SpoolError)
    {
        self.layout = layout
        self.configuration = configuration
        folders = FilingFolders(layout, placements: configuration.placements)
        mover = OriginalMover(folders, lane: lane, usesNames: configuration.usesNamesAside)
        maker = AsideMaker(lane: lane, usesNames: configuration.usesNamesAside)
        let state = try layout.open(.state)
        do {
            journal = try Journal(state, lane: lane)
            ordering = try NameOrdering(results: folders.results.descriptor(), state: state)
        } catch {
            throw .file(path: layout.path(of: .state), error)
        }
    }

    /// Files a batch; the answers are in the order of the outcomes. Blocks in system calls.
    public func file(_ outcomes: [Outcome]) -> [FilingResult] {
        guard owed.count < Self.mostOwed else {
            let outage = SpoolOutage(cause: .noPermission, folder: .inbox)
            return Array(repeating: .postponed(outage), count: outcomes.count)
        }
        folders.startBatch()
        var results = [FilingResult?](repeating: nil, count: outcomes.count)
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
        }
        return results.map { $0! }
    }

    private func settle(_ results: inout [FilingResult?], _ works: [Work], after failure: FilingFailure) {
        let outage: SpoolOutage
        switch failure {
        case .stopped: outage = SpoolOutage(cause: .other, folder: .state)
        case .outage(let reason):
            outage = reason
            for work in works where results[work.index] == nil { work.aside.discard() }
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
        for (index, outcome) in outcomes.enumerated() {
            do throws(SystemError) {
                do throws(SystemError) {
                    works.append(try writeAside(outcome, index))
                } catch {
                    // A folder was removed under us: once more, with what is there now.
                    guard error.number == ENOENT || error.number == ENOTDIR else { throw error }
                    folders.forget()
                    works.append(try writeAside(outcome, index))
                }
                failures = 0
            } catch {
                results[index] = .postponed(SpoolOutage(error, in: .results))
                failures += 1
                if failures == 3 {
                    let outage = SpoolOutage(error, in: .results)
                    for rest in (index + 1)..<max(outcomes.count, index + 1) { results[rest] = .postponed(outage) }
                    break
                }
            }
            if stopsAfter?(.written(index)) == true { throw .stopped }
        }
    }

    private func writeAside(_ outcome: Outcome, _ index: Int) throws(SystemError) -> Work {
        let file = outcome.file
        let place = try folders.place(for: file.folder.path)
        let tag = outcome.sha256.isEmpty ? Checksum.hexTag(file.name) : Array(outcome.sha256.prefix(8))
        let (name, choice) = try folders.freeName(file.name, in: place, tag: tag)
        let aside = try maker.make(for: place.results, in: folders.results)
        do throws(SystemError) {
            try aside.descriptor.write(outcome.result)
            if configuration.durability == .file { try aside.descriptor.synchronize() }
        } catch {
            aside.discard()
            throw error
        }
        let entry = JournalEntry(
            path: file.path,
            stamp: outcome.stamp,
            sha256: outcome.sha256,
            resultSize: outcome.result.count,
            resultFolder: place.resultFolder,
            originalFolder: SpoolPath.join(outcome.destination.placement, place.originalFolder),
            name: name,
            destination: outcome.destination.folder
        )
        return Work(index: index, file: file, entry: entry, place: place, aside: aside, choice: choice)
    }

    private func record(_ works: [Work]) throws(FilingFailure) {
        do {
            // In a batch the sync of the results takes the record along, where it lies on their file system.
            let isAlone = configuration.durability == .file || !ordering.stateIsWithResults
            try journal.begin(
                owed.map(\.entry) + works.map(\.entry),
                synchronized: isAlone && configuration.durability != .none
            )
        } catch {
            throw .outage(SpoolOutage(error, in: .state))
        }
        if stopsAfter?(.recorded) == true { throw .stopped }
    }

    private func synchronizeResults(_ works: [Work]) throws(FilingFailure) {
        do {
            if configuration.durability == .batch {
                try works[0].aside.descriptor.synchronizeFileSystem()
            }
        } catch {
            throw .outage(SpoolOutage(error, in: .results))
        }
        if stopsAfter?(.synchronized) == true { throw .stopped }
    }

    // MARK: - Steps that are seen

    private func publishAndMove(_ works: inout [Work], _ results: inout [FilingResult?]) throws(FilingFailure) {
        let oneByOne = works.allSatisfy { ordering.keepsOrder(with: $0.entry.stamp.device) }
        if oneByOne || configuration.durability != .batch {
            for index in works.indices {
                guard try publish(index, &works, &results) else { continue }
                if configuration.durability == .file { try synchronize([works[index].place.results]) }
                try move(index, &works, &results)
            }
        } else {
            // Names may come to the disk in another order than they were given: a sync in between.
            var visible: [Int] = []
            for index in works.indices where try publish(index, &works, &results) { visible.append(index) }
            do {
                try works[0].aside.descriptor.synchronizeFileSystem()
            } catch {
                for index in visible { owe(index, works, &results, error) }
                throw .outage(SpoolOutage(error, in: .results))
            }
            for index in visible { try move(index, &works, &results) }
        }
    }

    private func synchronize(_ folders: [Descriptor]) throws(FilingFailure) {
        do {
            for folder in folders { try folder.synchronize() }
        } catch {
            throw .outage(SpoolOutage(error, in: .results))
        }
    }
}
