import FoundationEssentials
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
        let unreadable = Mutex<Set<[UInt8]>>([])

        init(_ ageing: AgeingClock) { self.ageing = Mutex(ageing) }
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
        memory = Memory(AgeingClock(earlier: Self.earlierLook(layout)))
    }

    /// The file that says when it was last looked by a clock that was trusted, nanoseconds since 1970.
    private static func lookFile(_ layout: SpoolLayout) -> String { layout.path(of: .state) + "/aged-at" }

    private static func earlierLook(_ layout: SpoolLayout) -> Int64? {
        guard let bytes = try? Data(contentsOf: URL(filePath: lookFile(layout))),
            let time = Int64(String(decoding: bytes.prefix { $0 != UInt8(ascii: "\n") }, as: UTF8.self))
        else { return nil }
        // Whoever wrote it: nothing that can't be a time.
        return (0..<(1 << 62)).contains(time) ? time : nil
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
        switch memory.ageing.withLock({ $0.look(wall: now, running: clock.running()) }) {
        case .trusted:
            // Where it can't be written, the next daemon trusts the clock it starts with.
            try? AtomicFile.write(Array("\(now)\n".utf8), to: Self.lookFile(layout))
            return true
        case .moved(let nanoseconds, let isNew):
            guard isNew else { return false }
            let hours = nanoseconds / 3_600_000_000_000
            let text = "the clock has moved by \(hours) hours: nothing ages out until it is right, or for a day"
            log.warning("\(text)")
            state.note(error: text)
            return false
        }
    }

    private func tell(_ folder: SpoolFolder, _ path: [UInt8], _ error: SystemError) {
        guard memory.unreadable.withLock({ $0.insert(path).inserted }) else { return }
        let name = "\(folder.rawValue)/\(NameEscaping.text(path))"
        log.warning("can't be aged out", metadata: ["folder": "\(name)", "reason": "\(error)"])
        state.note(error: "\(name) can't be aged out: \(error)")
    }
}
