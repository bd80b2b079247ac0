import Synchronization

/// Results that the program of `on_result` has not been told of, the oldest first. It outlives a reload.
final class HookQueue: Sendable {
    /// One result.
    struct Entry: Sendable, Equatable {
        /// The path of its file below `results/`.
        let path: String
        /// What its line in the log has.
        let id: String
    }

    private struct State {
        var entries: [Entry] = []
        var next = 0
        var count: Int { entries.count - next }
    }

    /// Entries that may wait.
    static let capacity = 1024

    private let state = Mutex(State())

    /// Takes in what there is room for.
    ///
    /// - Returns: how many there was no room for.
    func add(_ entries: [Entry]) -> Int {
        state.withLock { state in
            let fitting = entries.prefix(Self.capacity - state.count)
            state.entries += fitting
            return entries.count - fitting.count
        }
    }

    /// The oldest, which is then gone from here; nil where none waits.
    func take() -> Entry? {
        state.withLock { state in
            guard state.count > 0 else { return nil }
            defer {
                state.next += 1
                if state.count == 0 || state.next >= Self.capacity {
                    state.entries.removeFirst(state.next)
                    state.next = 0
                }
            }
            return state.entries[state.next]
        }
    }

    /// Forgets all, and says how many there were.
    func clear() -> Int {
        state.withLock { state in
            defer { state = State() }
            return state.count
        }
    }
}
