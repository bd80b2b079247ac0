import Logging
import Spool
import Synchronization

/// Tells a program of each result: `on_result`. This side keeps the queue and the books; ``ResultHookService`` runs it.
final class ResultHook: Sendable {
    private struct Books {
        /// Since it last went well.
        var failures = 0
        /// Since the queue was last empty.
        var dropped = 0
    }

    let program: String
    let limit: Duration
    let root: String
    /// One element for what was added since the last one was taken.
    let additions: AsyncStream<Void>
    private let bell: AsyncStream<Void>.Continuation
    private let queue: HookQueue
    private let books = Mutex(Books())
    private let state: DaemonState
    private let log: Logger

    /// - Returns: nil where no program is to be told.
    init?(_ configuration: DaemonConfiguration, state: DaemonState, log: Logger) {
        guard let program = configuration.onResult else { return nil }
        self.program = program
        limit = configuration.onResultLimit
        root = configuration.root
        queue = state.hookQueue
        (additions, bell) = AsyncStream.makeStream(bufferingPolicy: .bufferingNewest(1))
        self.state = state
        self.log = log
        // What the session before this one left.
        bell.yield()
    }

    /// Takes the results of a batch.
    func add(_ results: [FiledResult]) {
        let dropped = queue.add(results.map { HookQueue.Entry(path: $0.path, id: $0.result.id) })
        if dropped > 0 {
            state.change { $0.hook.dropped += dropped }
            let isNew = books.withLock { books in
                defer { books.dropped += dropped }
                return books.dropped == 0
            }
            if isNew {
                log.warning(
                    "on_result falls behind; it is not told of some results",
                    metadata: ["program": "\(program)", "waiting": "\(HookQueue.capacity)"]
                )
                state.note(error: "\(program): falls behind; on_result is not told of some results")
            }
        }
        bell.yield()
    }

    /// The next to tell of; nil where none waits.
    func take() -> HookQueue.Entry? {
        let entry = queue.take()
        if entry == nil {
            let dropped = books.withLock { books in
                defer { books.dropped = 0 }
                return books.dropped
            }
            if dropped > 0 { log.notice("on_result has caught up", metadata: ["dropped": "\(dropped)"]) }
        }
        return entry
    }

    /// Whether the last result could not be told.
    var isFailing: Bool { books.withLock { $0.failures > 0 } }

    /// Takes down that it ended well.
    func noteSuccess() {
        state.change { $0.hook.told += 1 }
        let failures = books.withLock { books in
            defer { books.failures = 0 }
            return books.failures
        }
        if failures > 0 { log.notice("on_result goes well again", metadata: ["failed": "\(failures)"]) }
    }

    /// Takes down that it went wrong: a line for the first in a row, `info` for the others.
    func noteFailure(_ entry: HookQueue.Entry, _ reason: String) {
        state.change { $0.hook.failed += 1 }
        let isNew = books.withLock { books in
            defer { books.failures += 1 }
            return books.failures == 0
        }
        log.log(
            level: isNew ? .warning : .info,
            "on_result failed",
            metadata: [
                "id": "\(entry.id)", "program": "\(program)", "reason": "\(reason)", "result": "\(entry.path)",
            ]
        )
        if isNew { state.note(error: "\(program): on_result failed: \(reason)") }
    }

    /// At the end of the daemon: what waits is not told.
    func close() {
        let dropped = queue.clear()
        guard dropped > 0 else { return }
        state.change { $0.hook.dropped += dropped }
        log.warning("on_result was not told of the last results", metadata: ["dropped": "\(dropped)"])
    }
}
