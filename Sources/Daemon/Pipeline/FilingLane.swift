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
    /// - Returns: how many still can't.
    func retryOwed(_ intake: Intake) -> Int {
        let answer = filing.withLockIfAvailable { filing -> (files: [SpoolFile], results: [FilingResult], owed: Int) in
            guard filing.owedCount > 0 else { return ([], [], 0) }
            let (files, results) = filing.retryOwed()
            return (files, results, filing.owedCount)
        }
        guard let answer else { return 0 }
        if !answer.files.isEmpty { intake.finish(answer.files, answer.results) }
        return answer.owed
    }
}
