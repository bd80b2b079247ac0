import Glibc
import Logging
import Recognition
import Spool
import Synchronization

/// Keeps what the lanes have read, a batch at a time. Where it can't, the log says so once, and the reading goes on.
final class ReadingKeeper: Sendable {
    private enum State {
        /// The file is opened with the first batch, so that the start does not wait for it.
        case closed
        case open(ReadingRing)
        case failed
    }

    private let path: String
    private let capacity: Int
    private let log: Logger
    // A lane that finds another at it waits no longer than one write takes.
    private let state = Mutex(State.closed)

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
                var ring: ReadingRing
                switch state {
                case .failed: return
                case .open(let opened): ring = opened
                case .closed: ring = try ReadingRing(path: path, capacity: capacity)
                }
                try ring.append(readings)
                state = .open(ring)
            } catch {
                state = .failed
                log.warning("readings can't be kept", metadata: ["file": "\(path)", "reason": "\(error)"])
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
        case .vanished, .changed, .postponed: return nil
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
