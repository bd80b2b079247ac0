import Logging
import Recognition
import ServiceLifecycle
import Spool

/// Looks after what is not the reading of files, once a second: another model, originals that could not be moved, the
/// status file, systemd.
struct Housekeeper: Service {
    let works: Workshop
    let lock: RootLock
    let notifier: SystemdNotifier
    let watchdog: Watchdog?
    let log: Logger

    /// Ticks between tries of originals that could not leave the inbox.
    private static let ticksBetweenRetries = 10

    func run() async throws {
        var writer = StatusWriter(works: works, notifier: notifier, log: log)
        notifier.notify(.ready)
        writer.write()
        let pause = Duration.nanoseconds(min(1_000_000_000, (watchdog?.limit ?? .max) / 3))
        var tick = 0
        while !Task.isShuttingDownGracefully, !Task.isCancelled {
            _ = try? await cancelWhenGracefulShutdown { try await Task.sleep(for: pause, tolerance: pause / 10) }
            tick += 1
            works.models.refresh()
            if tick.isMultiple(of: Self.ticksBetweenRetries) { retryOwed() }
            if let watchdog, works.heartbeat.isAlive(at: works.clock.monotonic(), limit: watchdog.limit) {
                notifier.notify(.watchdog)
            }
            writer.write()
        }
        retryOwed()
        writer.write()
    }

    private func retryOwed() {
        works.state.set(owed: works.filings.reduce(0) { $0 + $1.retryOwed(works.intake) })
    }
}
