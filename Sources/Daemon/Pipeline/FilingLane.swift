import Spool
import Synchronization

/// The filing of one lane. The lane has it to itself but for the moments in which originals are tried again that could
/// not leave the inbox.
final class FilingLane: Sendable {
    private let filing: Mutex<Filing>

    init(_ layout: SpoolLayout, lane: Int, configuration: Filing.Configuration) throws(SpoolError) {
        filing = Mutex(try Filing(layout, lane: lane, configuration: configuration))
    }

    func withLock<Value: Sendable>(_ body: (Filing) -> Value) -> Value {
        filing.withLock { body($0) }
    }

    /// Tries originals again that could not leave the inbox, unless the lane is filing right now.
    ///
    /// - Returns: how many still can't, and what those count as that could.
    func retryOwed(_ intake: Intake) -> (owed: Int, counts: Counts)? {
        let answer = filing.withLockIfAvailable { filing -> ([SpoolFile], [FilingResult], [Counts.Kind], Int) in
            guard filing.owedCount > 0 else { return ([], [], [], 0) }
            let (files, results, kinds) = filing.retryOwed()
            return (files, results, kinds, filing.owedCount)
        }
        guard let (files, results, kinds, owed) = answer else { return nil }
        var counts = Counts()
        for (result, kind) in zip(results, kinds) {
            if case .filed = result { counts[kind] += 1 }
        }
        if !files.isEmpty { intake.finish(files, results) }
        return (owed, counts)
    }
}
