import Glibc
import ServiceLifecycle
import Spool

/// Runs the program of `on_result`, once for each result, one at a time.
struct ResultHookService: NamedService {
    let hook: ResultHook
    /// Whether all that waits is told before the end; a daemon that is asked to end does not take that time.
    let isPatient: Bool

    /// What one that runs when the daemon is to end has left.
    private static let lastWait = Duration.seconds(2)
    /// Between SIGTERM and SIGKILL.
    private static let grace = Duration.seconds(1)
    /// For a program that is just being written.
    private static let writersWait = Duration.seconds(2)

    func run() async throws {
        for await _ in hook.additions.cancelOnGracefulShutdown() {
            while !isOver, let entry = hook.take() { await tell(entry) }
        }
        if isPatient { while let entry = hook.take() { await tell(entry) } }
    }

    private var isOver: Bool { Task.isCancelled || (Task.isShuttingDownGracefully && !isPatient) }

    private func tell(_ entry: HookQueue.Entry) async {
        let path = "\(hook.root)/\(SpoolFolder.results.rawValue)/\(entry.path)"
        guard access(path, R_OK) == 0 else { return hook.noteFailure(entry, "its result is gone") }
        do {
            let child = try await start(path)
            switch await ending(of: child) {
            case .exited(0)?: hook.noteSuccess()
            case let ending?: hook.noteFailure(entry, "\(ending)")
            case nil: hook.noteFailure(entry, "took longer than \(hook.limit), or the daemon ends; it was ended")
            }
        } catch {
            hook.noteFailure(entry, "can't be started (\(error)); \(advice(error))")
        }
    }

    /// Starts the program for this result. The system starts none that is open for writing: that takes moments where a
    /// new version is put in its place, so it is tried again, unless the result before this one was not told either.
    private func start(_ path: String) async throws(SystemError) -> ChildProcess {
        let end = ContinuousClock.now + Self.writersWait
        while true {
            do throws(SystemError) {
                return try ChildProcess(
                    [hook.program, path],
                    input: path,
                    environment: ["PATH=/usr/local/bin:/usr/bin:/bin", "LANG=C.UTF-8", "DIGITD_ROOT=\(hook.root)"],
                    priority: .low
                )
            } catch {
                guard error.number == ETXTBSY, !isOver, !hook.isFailing, ContinuousClock.now < end else { throw error }
                try? await Task.sleep(for: .milliseconds(20))
            }
        }
    }

    /// What may be the matter where the program can't be started.
    private func advice(_ error: SystemError) -> String {
        switch error.number {
        case ENOENT where access(hook.program, F_OK) == 0: "is the interpreter that its first line names there?"
        case ENOENT: "no such program: name one that is there"
        case ETXTBSY: "somebody has it open for writing: end that, or put a new version there by renaming"
        default: "does the sandbox allow it (ExecPaths=)?"
        }
    }

    /// How it ended; nil where it was ended for its time.
    private func ending(of child: ChildProcess) async -> ChildProcess.Ending? {
        await withTaskGroup(of: ChildProcess.Ending?.self) { group in
            group.addTask { await child.wait() }
            group.addTask {
                await waitForLimit()
                return nil
            }
            let first = await group.next() ?? nil
            if first == nil {
                child.terminate()
                group.addTask {
                    try? await Task.sleep(for: Self.grace)
                    return nil
                }
                if await group.next() == .some(nil) { child.terminate(by: SIGKILL) }
            }
            group.cancelAll()
            return first
        }
    }

    private func waitForLimit() async {
        if isPatient {
            try? await Task.sleep(for: hook.limit)
            return
        }
        do {
            try await cancelWhenGracefulShutdown { try await Task.sleep(for: hook.limit) }
        } catch {
            if !Task.isCancelled { try? await Task.sleep(for: min(hook.limit, Self.lastWait)) }
        }
    }
}
