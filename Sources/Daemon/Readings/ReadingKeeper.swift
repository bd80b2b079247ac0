import Glibc
import Logging
import Recognition
import Spool
import Synchronization

/// Keeps what the lanes have read, a batch at a time. Where it can't, the log says so once, and the
/// reading goes on; the next batch is tried again.
final class ReadingKeeper: Sendable {
    private struct State {
        /// Looked into with the first batch, so that the start does not wait for it.
        var ring: ReadingRing?
        /// Whether the last batch could not be kept.
        var hasFailed = false
    }

    private let path: String
    private let capacity: Int
    private let log: Logger
    // A lane that finds another at it waits no longer than one write takes.
    private let state = Mutex(State())

    /// A keeper for a root; nil where nothing is to be kept, and what was is removed then.
    init?(root: String, capacity: Int, log: Logger) {
        path = ReadingRing.path(root: root)
        guard capacity > 0 else {
            unlink(path)
            return nil
        }
        self.capacity = capacity
        self.log = log
    }

    /// Takes what was read and filed of a batch in.
    func keep(_ pictures: [PendingPicture], _ outcomes: [Recognition.Outcome], _ results: [FilingResult]) {
        let now = Timestamp.now
        let readings = zip(zip(pictures, outcomes), results).compactMap { batch, result in
            Self.reading(batch.0, batch.1, result, at: now)
        }
        guard !readings.isEmpty else { return }
        state.withLock { state in
            do {
                var ring = try state.ring ?? ReadingRing(path: path, capacity: capacity)
                state.ring = ring
                try ring.append(readings)
                state = State(ring: ring)
            } catch {
                if !state.hasFailed {
                    log.warning("readings can't be kept", metadata: ["file": "\(path)", "reason": "\(error)"])
                }
                state.hasFailed = true
            }
        }
    }

    private static func reading(
        _ picture: PendingPicture,
        _ outcome: Recognition.Outcome,
        _ result: FilingResult,
        at now: Timestamp
    ) -> KeptReading? {
        switch result {
        case .filed, .owed: break
        case .vanished, .changed, .postponed, .held: return nil
        }
        guard let reading = outcome.reading, case .success(let digit)? = picture.prepared?.content,
            let image = digit.image
        else { return nil }
        return KeptReading(
            number: 0,
            file: picture.file.displayPath,
            readAt: now,
            digit: reading.digit,
            confidence: reading.confidence,
            isDoubted: outcome.status == .uncertain,
            image: image
        )
    }
}
