import Logging
import ServiceLifecycle
import Spool
import Synchronization

/// One run of the daemon, from taking the root to letting go of it.
public struct DaemonSession: Sendable {
    /// What a run came to.
    public struct Summary: Sendable {
        /// Outcomes of this run.
        public let counts: Counts
        /// Originals whose result is there and that can't leave the inbox.
        public let owed: Int
    }

    private let works: Workshop
    private let lock: RootLock
    private let finetune: FineTuneService?
    private let notifier: SystemdNotifier
    private let once: Bool
    private let log: Logger

    /// Takes the root, finishes what the last run left open, loads the model.
    ///
    /// - Parameters:
    ///   - once: takes every file as it lies and ends when the inbox is empty.
    ///   - finetune: the program and arguments of one fine-tune cycle; nil for none.
    ///   - notifier: tells systemd.
    /// - Throws: `SpoolError`, `ModelLibraryError`: one line each that says what to do.
    public init(
        _ configuration: DaemonConfiguration,
        once: Bool,
        finetune command: [String]?,
        processors: Int,
        notifier: SystemdNotifier = .fromEnvironment(),
        log: Logger
    ) throws {
        let layout = try SpoolLayout(root: configuration.root)
        lock = try RootLock(layout)
        let recovery = try Recovery.run(layout)
        let state = DaemonState(root: configuration.root, counts: recovery.counts)
        if !recovery.isEmpty {
            log.notice(
                "finished what was left open",
                metadata: [
                    "filed": "\(recovery.finished.count)", "read_again": "\(recovery.takenBack.count)",
                    "half_files": "\(recovery.removedAside)",
                ]
            )
        }
        let readerGuard = try ReaderGuard(layout)
        readerGuard.start()
        let models = try CurrentModel(ModelChoice(given: configuration.model, root: configuration.root), log: log)
        let notices = IntakeLog(log: log, state: state)
        let intake = try Intake(layout, configuration: configuration.intake(once: once)) { notices.take($0) }
        let filings = try (0..<configuration.lanes(processors: processors)).map {
            try FilingLane(layout, lane: $0, configuration: configuration.filing)
        }
        works = Workshop(
            configuration,
            layout: layout,
            readerGuard: readerGuard,
            intake: intake,
            filings: filings,
            models: models,
            state: state,
            clock: .system,
            log: log
        )
        finetune = command.flatMap { command in
            configuration.finetuneInterval.map {
                FineTuneService(interval: $0, root: configuration.root, command: command, state: state, log: log)
            }
        }
        self.notifier = notifier
        self.once = once
        self.log = log
    }

    /// Reads what comes until SIGTERM or SIGINT, or in once mode until the inbox is empty.
    public func run() async throws -> Summary {
        let model = works.models.snapshot.identity
        log.notice(
            "started",
            metadata: [
                "root": "\(works.state.root)", "model": "\(model.name)", "sha256": "\(model.sha256)",
                "lanes": "\(works.filings.count)",
            ]
        )
        var quiet = Logger(label: log.label) { _ in SwiftLogNoOpLogHandler() }
        quiet.logLevel = .critical
        // Ended in the reverse order: the reading first, the record of it last.
        var services: [any Service] = [
            Housekeeper(
                works: works,
                lock: lock,
                notifier: notifier,
                watchdog: Watchdog.fromEnvironment(),
                log: log
            )
        ]
        if let finetune, !once { services.append(finetune) }
        var group = ServiceGroupConfiguration(
            services: services.map { .init(service: $0, successTerminationBehavior: .gracefullyShutdownGroup) },
            gracefulShutdownSignals: [.sigterm, .sigint],
            logger: quiet
        )
        group.services.append(
            .init(
                service: Pipeline(works: works, notifier: notifier),
                successTerminationBehavior: .gracefullyShutdownGroup
            )
        )
        try await ServiceGroup(configuration: group).run()
        let end = works.state.now
        let counts = end.countsOfRun
        log.notice(
            "stopped",
            metadata: [
                "read": "\(counts.answered)", "classified": "\(counts.classified)", "uncertain": "\(counts.uncertain)",
                "rejected": "\(counts.rejected)", "duplicate": "\(counts.duplicate)",
            ]
        )
        return Summary(counts: counts, owed: end.owed)
    }
}
