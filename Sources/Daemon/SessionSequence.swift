import ServiceLifecycle
import Synchronization
import UnixSignals

/// Runs one session after another: each SIGHUP ends one and begins the next with the settings as they are then.
final class SessionSequence: NamedService {
    private struct State {
        var session: DaemonSession
        /// What the next session is made from, once this one has ended.
        var next: (setup: DaemonSetup, models: CurrentModel)?
    }

    private let state: Mutex<State>
    private let processors: Int
    private let notifier: SystemdNotifier
    private let reload: (@Sendable () throws -> DaemonSetup)?

    init(
        _ first: DaemonSession,
        processors: Int,
        notifier: SystemdNotifier,
        reload: (@Sendable () throws -> DaemonSetup)?
    ) {
        state = Mutex(State(session: first))
        self.processors = processors
        self.notifier = notifier
        self.reload = reload
    }

    /// The session that runs, or ran last.
    var current: DaemonSession { state.withLock { $0.session } }

    func run() async throws {
        try await withGracefulShutdownHandler {
            guard reload != nil else { return try await runSessions() }
            // Before the first session says that it is ready.
            let hangups = await UnixSignalsSequence(trapping: .sighup)
            try await withThrowingTaskGroup { group in
                group.addTask { for await _ in hangups { await self.takeUpSettings() } }
                try await self.runSessions()
                group.cancelAll()
            }
        } onGracefulShutdown: {
            self.notifier.notify(.stopping)
        }
    }

    private func runSessions() async throws {
        while true {
            // A reload may have been asked for while this session was made.
            if state.withLock({ $0.next == nil }) { try await current.run() }
            let next = state.withLock { state in
                defer { state.next = nil }
                return state.next
            }
            guard let next, !Task.isShuttingDownGracefully, !Task.isCancelled else { return }
            guard await begin(next.setup, next.models) else { return }
        }
    }

    /// Makes the next session; where that fails, one like the last.
    ///
    /// - Returns: false where the end came first.
    private func begin(_ setup: DaemonSetup, _ models: CurrentModel) async -> Bool {
        let last = current
        let session: DaemonSession
        do {
            session = try make(setup, models, after: last)
            last.works.state.noteReload()
            let changes = last.setup.changes(to: setup)
            setup.log.notice(
                "settings taken up",
                metadata: ["changed": "\(changes.isEmpty ? "nothing" : changes.joined(separator: ","))"]
            )
        } catch {
            refuse(last, error)
            guard let again = await makeAgain(after: last) else { return false }
            session = again
        }
        state.withLock { $0.session = session }
        return true
    }

    /// A session like the last, as soon as the root can be used: a disk that is full or read-only is no end.
    private func makeAgain(after last: DaemonSession) async -> DaemonSession? {
        var hasFailed = false
        while !Task.isShuttingDownGracefully, !Task.isCancelled {
            do {
                return try make(last.setup, last.works.models, after: last)
            } catch {
                if !hasFailed {
                    last.setup.log.error("paused; trying again each second", metadata: ["reason": "\(error)"])
                    notifier.notify(.status("paused: \(error)"))
                }
                hasFailed = true
            }
            notifier.notify(.watchdog)
            _ = try? await cancelWhenGracefulShutdown { try await Task.sleep(for: .seconds(1)) }
        }
        return nil
    }

    private func make(_ setup: DaemonSetup, _ models: CurrentModel, after last: DaemonSession) throws -> DaemonSession {
        try DaemonSession(
            setup,
            once: false,
            models: models,
            processors: processors,
            notifier: notifier,
            after: last
        )
    }

    /// Checks the settings as they are now and has the next session begin with them.
    private func takeUpSettings() async {
        guard let reload else { return }
        let session = current
        do {
            let setup = try reload()
            let models = try setup.loadModel()
            notifier.notify(.reloading(since: session.works.clock.monotonic()))
            state.withLock { $0.next = (setup, models) }
        } catch {
            refuse(session, error)
            return
        }
        await current.end()
    }

    private func refuse(_ session: DaemonSession, _ error: any Error) {
        session.works.state.noteReload(refused: "\(error)")
        session.setup.log.error("settings not taken up; those in force stay", metadata: ["reason": "\(error)"])
    }
}
