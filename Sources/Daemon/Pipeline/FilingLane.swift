import Spool
import Synchronization

/// The filing of one lane. The lane has it to itself but for the moments in which originals are tried again that could
/// not leave the inbox.
final class FilingLane: Sendable {
    private let filing: Mutex<Filing>
    private let owedOriginals = Atomic(0)

    /// Originals that could not leave the inbox when the lane last filed or tried.
    var owed: Int { owedOriginals.load(ordering: .acquiring) }

    init(_ layout: SpoolLayout, lane: Int, configuration: Filing.Configuration) throws(SpoolError) {
        filing = Mutex(try Filing(layout, lane: lane, configuration: configuration))
    }

    func withLock<Value: Sendable>(_ body: (Filing) -> Value) -> Value {
        filing.withLock { filing in
            defer { owedOriginals.store(filing.owedCount, ordering: .releasing) }
            return body(filing)
        }
    }

    /// Tries originals again that could not leave the inbox, unless the lane is filing right now.
    ///
    /// - Returns: what those count as that could, and how many of them were rejected; nil where the lane is filing.
    func retryOwed(_ intake: Intake) -> (counts: Counts, rejected: Int)? {
        let answer = filing.withLockIfAvailable { filing -> ([SpoolFile], [FilingResult], [Counts.Kind]) in
            guard filing.owedCount > 0 else { return ([], [], []) }
            let tried = filing.retryOwed()
            owedOriginals.store(filing.owedCount, ordering: .releasing)
            return tried
        }
        guard let (files, results, kinds) = answer else { return nil }
        var counts = Counts(), rejected = 0
        for (result, kind) in zip(results, kinds) {
            guard case .filed(let names) = result else { continue }
            counts[kind] += 1
            if names.folder == .rejected { rejected += 1 }
        }
        if !files.isEmpty { intake.finish(files, results) }
        return (counts, rejected)
    }
}
