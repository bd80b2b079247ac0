import Logging
import Recognition
import ServiceLifecycle
import Spool

/// Looks after what is not the reading of files, once a second: another model, originals that could not be moved, the
/// status file, systemd.
struct Housekeeper: NamedService {
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
        let pause = Duration.nanoseconds(min(1_000_000_000, (watchdog?.limit ?? .max) / 6))
        askProbe()
        var tick = 0
        while !Task.isShuttingDownGracefully, !Task.isCancelled {
            _ = try? await cancelWhenGracefulShutdown { try await Task.sleep(for: pause, tolerance: pause / 10) }
            tick += 1
            try lock.expectInPlace()
            restartIfHanging()
            works.models.refresh()
            if tick.isMultiple(of: Self.ticksBetweenRetries) { retryOwed() } else { noteOwed() }
            feedWatchdog()
            writer.write()
        }
        retryOwed()
        writer.write()
    }

    /// Tells systemd that files get through: the probe has passed all stages, or lanes are at work on files, none of them
    /// for too long at one.
    private func feedWatchdog() {
        guard let watchdog else { return }
        guard works.heartbeat.isAlive(at: works.clock.monotonic(), limit: watchdog.limit) else { return }
        let hasPassed = works.probe.takePassed()
        if hasPassed || works.heartbeat.isBusy { notifier.notify(.watchdog) }
        if hasPassed { askProbe() }
    }

    private func askProbe() {
        guard watchdog != nil else { return }
        works.probe.ask()
        works.source.nudge()
    }

    /// A picture on which the reader hangs can be left only by leaving all: the next run reads the others.
    private func restartIfHanging() {
        guard let key = works.readerGuard.hanging(limit: works.configuration.limitTime) else { return }
        log.error("the reader hangs on a picture; starting anew", metadata: ["sha256": "\(key)"])
        works.readerGuard.restart(hanging: key)
        log.error("can't start anew; the other lanes go on")
    }

    private func retryOwed() {
        for filing in works.filings {
            // A lane that is filing is asked the next time, the others now.
            guard let (counts, rejected) = filing.retryOwed(works.intake) else { continue }
            works.state.add(counts, rejected: rejected)
        }
        noteOwed()
    }

    private func noteOwed() {
        let owed = works.filings.reduce(0) { $0 + $1.owed }
        works.state.set(owed: owed)
        if owed == 0 { works.owedCauses.withLock { $0 = [] } }
    }
}
