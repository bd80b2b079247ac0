import Glibc
import Logging
import Recognition
import ServiceLifecycle
import Spool

/// Answers every connection to a Unix socket with the metrics as they are now, and closes it. Nothing is read, and no
/// client is waited for: the text is shorter than what a socket takes at once, so one that does not read costs nothing.
struct MetricsSocket: NamedService {
    let path: String
    let log: Logger
    /// What is answered.
    let text: @Sendable () -> [UInt8]

    /// - Returns: nil where no socket is wanted.
    init?(_ works: Workshop, log: Logger) {
        guard let socket = works.configuration.metricsSocket else { return nil }
        self.init(path: works.configuration.path(socket), log: log) {
            MetricsText(StatusRecord(works), works.state.now, at: .now).bytes
        }
    }

    init(path: String, log: Logger, text: @escaping @Sendable () -> [UInt8]) {
        self.path = path
        self.log = log
        self.text = text
    }

    func run() async throws {
        let listener: Descriptor?
        do {
            listener = try UnixListener.open(path)
        } catch {
            log.warning("no metrics over a socket", metadata: ["socket": "\(path)", "reason": "\(error)"])
            listener = nil
        }
        let thread = BlockingExecutor()
        defer { thread.stop() }
        await withGracefulShutdownHandler {
            await withTaskCancellationHandler {
                if let listener {
                    await withTaskExecutorPreference(thread) { await answer(listener) }
                    unlink(path)
                }
                // A service that returns ends the others.
                try? await gracefulShutdown()
            } onCancel: {
                if let listener { shutdown(listener.number, Int32(SHUT_RDWR)) }
            }
        } onGracefulShutdown: {
            // The one that waits for a connection wakes up.
            if let listener { shutdown(listener.number, Int32(SHUT_RDWR)) }
        }
    }

    // Async, so that it runs on the thread that it may hold up.
    private func answer(_ listener: Descriptor) async {
        while !Task.isShuttingDownGracefully, !Task.isCancelled {
            do {
                UnixListener.answer(try listener.accept(), text())
            } catch {
                // Shut down.
                if error.number == EINVAL { return }
                // Too many open files, or the like: connections wait in line meanwhile.
                try? await Task.sleep(for: .milliseconds(200))
            }
        }
    }
}
