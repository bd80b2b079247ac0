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
    private let memory: Memory

    /// What is known from look to look.
    private final class Memory: Sendable {
        let ageing: Mutex<AgeingClock>
        /// Folders that can't be read, each told once.
        let unreadable = Mutex<Set<String>>([])
        /// What is on the disk.
        let kept: Mutex<RetentionLook?>

        init(_ look: RetentionLook?) {
            ageing = Mutex(AgeingClock(look))
            kept = Mutex(look)
        }
    }

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
        memory = Memory(RetentionLook.read(layout))
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
        let now = clock.wall()
        guard isTrusted(now) else { return }
        var sweep = RetentionSweep(layout, placements: Workshop.placements, facts: RootVerification.facts)
        sweep.onUnreadable = tell
        var removed: Logger.Metadata = [:]
        for (folder, rule) in rules where !isEnded() {
            // An original that can't leave the inbox still needs its result there.
            if folder == .results, state.now.owed > 0 { continue }
            do {
                let times = try sweep.times(in: folder, isEnded: isEnded)
                guard !isEnded(), let cutoff = rule.cutoff(times, now: now) else { continue }
                let count = try sweep.remove(from: folder, cutoff, isEnded: isEnded)
                if count > 0 { removed[folder.rawValue] = "\(count)" }
            } catch {
                log.warning("can't be aged out", metadata: ["folder": "\(folder.rawValue)", "reason": "\(error)"])
                state.note(error: "\(folder.rawValue)/ can't be aged out: \(error)")
            }
        }
        if !removed.isEmpty { log.notice("aged out", metadata: removed) }
    }

    private func isTrusted(_ now: Int64) -> Bool {
        let running = clock.running()
        let (verdict, look) = memory.ageing.withLock { ($0.judge(wall: now, running: running), $0.look) }
        if let look { keep(look) }
        guard case .doubted(let nanoseconds, let isNew) = verdict else { return true }
        if isNew {
            let hours = abs(nanoseconds) / AgeingClock.hour
            let text =
                "the clock shows \(hours) hours \(nanoseconds < 0 ? "less" : "more") than at the last look: "
                + "nothing ages out for a day, or until it is back"
            log.warning("\(text)")
            state.note(error: text)
        }
        return false
    }

    /// On the disk, which may be asleep: not each time.
    private func keep(_ look: RetentionLook) {
        let kept = memory.kept.withLock { $0 }
        func isClose(_ one: Int64?, _ other: Int64?) -> Bool {
            guard let one, let other else { return one == other }
            return abs(one - other) < AgeingClock.hour
        }
        if isClose(look.trusted, kept?.trusted), look.doubt?.began == kept?.doubt?.began,
            isClose(look.doubt?.last, kept?.doubt?.last)
        {
            return
        }
        look.write(layout)
        memory.kept.withLock { $0 = look }
    }

    private func tell(_ folder: SpoolFolder, _ path: [UInt8], _ error: SystemError) {
        let name = "\(folder.rawValue)/\(NameEscaping.text(path))"
        guard memory.unreadable.withLock({ $0.insert(name).inserted }) else { return }
        log.warning("can't be aged out", metadata: ["folder": "\(name)", "reason": "\(error)"])
        state.note(error: "\(name) can't be aged out: \(error)")
    }
}
