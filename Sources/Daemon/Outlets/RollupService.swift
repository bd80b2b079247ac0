import ServiceLifecycle
import Spool

/// Writes the rollup, on a thread of its own.
struct RollupService: NamedService {
    let rollup: Rollup

    /// Between tries where it can't be written.
    private static let pause = Duration.seconds(5)

    func run() async throws {
        let thread = BlockingExecutor()
        defer { thread.stop() }
        for await _ in rollup.additions.cancelOnGracefulShutdown() {
            while await !flush(on: thread), !Task.isShuttingDownGracefully, !Task.isCancelled {
                _ = try? await cancelWhenGracefulShutdown { try await Task.sleep(for: Self.pause) }
            }
        }
        await withTaskExecutorPreference(thread) { await close() }
    }

    private func flush(on thread: BlockingExecutor) async -> Bool {
        await withTaskExecutorPreference(thread) { await flush() }
    }

    // Async, so that they run where they are asked to.
    private func flush() async -> Bool { rollup.flush() }
    private func close() async { rollup.close() }
}
