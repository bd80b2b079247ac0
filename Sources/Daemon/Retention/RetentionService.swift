import Logging
import ServiceLifecycle
import Spool
import Synchronization

/// Ages out what is done, on a thread of its own: at the start, then every ten minutes.
struct RetentionService: NamedService {
    /// What a folder's rule is.
    let rules: [(folder: SpoolFolder, rule: RetentionRule)]
    let layout: SpoolLayout
    let state: DaemonState
    let clock: SpoolClock
    let log: Logger

    private static let interval = Duration.seconds(600)

    /// - Returns: nil where everything is kept.
    init?(
        _ configuration: DaemonConfiguration,
        layout: SpoolLayout,
        state: DaemonState,
        clock: SpoolClock,
        log: Logger
    ) {
        // Originals first: a result goes only after its original.
        rules = [
            (SpoolFolder.processed, configuration.keepProcessed), (.rejected, configuration.keepRejected),
            (.results, configuration.keepResults),
        ].filter { $0.1 != .all }
        guard !rules.isEmpty else { return nil }
        self.layout = layout
        self.state = state
        self.clock = clock
        self.log = log
    }

    func run() async throws {
        let thread = BlockingExecutor()
        defer { thread.stop() }
        let ending = Ending()
        await withGracefulShutdownHandler {
            while !Task.isShuttingDownGracefully, !Task.isCancelled {
                await withTaskExecutorPreference(thread) { await pass(ending) }
                _ = try? await cancelWhenGracefulShutdown { try await Task.sleep(for: Self.interval) }
            }
        } onGracefulShutdown: {
            ending.flag.store(true, ordering: .relaxed)
        }
    }

    private final class Ending: Sendable {
        let flag = Atomic(false)
    }

    private func pass(_ ending: Ending) async {
        pass { ending.flag.load(ordering: .relaxed) }
    }

    /// Looks through the folders once.
    func pass(isEnded: () -> Bool) {
        let sweep = RetentionSweep(layout, placements: Workshop.placements, facts: RootVerification.facts)
        var removed: Logger.Metadata = [:]
        for (folder, rule) in rules where !isEnded() {
            // An original that can't leave the inbox still needs its result there.
            if folder == .results, state.now.owed > 0 { continue }
            do {
                let times = try sweep.times(in: folder, isEnded: isEnded)
                guard !isEnded(), let cutoff = rule.cutoff(times, now: clock.wall()) else { continue }
                let count = try sweep.remove(from: folder, cutoff, isEnded: isEnded)
                if count > 0 { removed[folder.rawValue] = "\(count)" }
            } catch {
                log.warning("can't be aged out", metadata: ["folder": "\(folder.rawValue)", "reason": "\(error)"])
            }
        }
        if !removed.isEmpty { log.notice("aged out", metadata: removed) }
    }
}
