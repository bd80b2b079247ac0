import Logging
import ServiceLifecycle
import Spool

/// The way of every file from the inbox to its result: lanes side by side, each on a thread of its own.
struct Pipeline: NamedService {
    let works: Workshop

    /// Works until the intake ends (in once mode, when the inbox is empty) or shutdown begins; what is in hand then is
    /// finished first.
    func run() async throws {
        await withGracefulShutdownHandler {
            await withTaskCancellationHandler {
                await runLanes()
            } onCancel: {
                works.source.stop()
            }
        } onGracefulShutdown: {
            works.source.stop()
        }
    }

    private func runLanes() async {
        await withTaskGroup { group in
            for number in works.filings.indices {
                let thread = BlockingExecutor()
                group.addTask(executorPreference: thread) { Lane(works, number: number).run() }
                group.addTask(executorPreference: thread) { thread.stop() }
            }
        }
    }
}
