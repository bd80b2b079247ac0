import Synchronization

/// Shows a ``ProgressLine`` on standard error where that is a terminal, at most ten times a second; elsewhere it shows
/// nothing.
final class ProgressBar: Sendable {
    private let isShown: Bool
    private let state: Mutex<State>

    private struct State {
        var shownAt: ContinuousClock.Instant?
        var isOnScreen = false
    }

    /// A bar on standard error.
    init(isShown: Bool = StandardError.isTerminal) {
        self.isShown = isShown
        self.state = Mutex(State())
    }

    /// Shows a newer line.
    func show(_ line: ProgressLine) {
        guard isShown else { return }
        state.withLock { state in
            let now = ContinuousClock.now
            if let shownAt = state.shownAt, shownAt.duration(to: now) < .milliseconds(100) { return }
            state.shownAt = now
            state.isOnScreen = true
            StandardError.write("\r" + line.text(width: StandardError.columns - 1) + "\u{1B}[K")
        }
    }

    /// Takes the line off the screen, so that something else can be written there.
    func clear() {
        state.withLock { state in
            if state.isOnScreen { StandardError.write("\r\u{1B}[K") }
            state.isOnScreen = false
            state.shownAt = nil
        }
    }
}
