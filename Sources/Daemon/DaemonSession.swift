import Logging
import Recognition
import ServiceLifecycle
import Spool

/// The daemon for as long as its settings stay the same.
struct DaemonSession: Sendable {
    let setup: DaemonSetup
    let works: Workshop
    private let lock: RootLock
    private let notifier: SystemdNotifier
    private let group: ServiceGroup

    /// Takes the root, finishes what the last run left open, loads the model.
    ///
    /// - Parameters:
    ///   - once: takes every file as it lies and ends when the inbox is empty.
    ///   - models: the model in use; nil loads the one of choice.
    ///   - notifier: tells systemd.
    ///   - previous: the session before this one, which has ended: its lock and what it knows are kept.
    /// - Throws: `SpoolError`, `ModelLibraryError`: one line each that says what to do.
    init(
        _ setup: DaemonSetup,
        once: Bool,
        models: CurrentModel? = nil,
        processors: Int,
        notifier: SystemdNotifier,
        after previous: DaemonSession? = nil
    ) throws {
        let configuration = setup.configuration
        let log = setup.log
        let layout = try SpoolLayout(root: configuration.root)
        // A link that was made meanwhile is no reason to stop.
        if previous == nil { try layout.expectNoLoops() }
        lock = try previous?.lock ?? RootLock(layout)
        let recovery = try Recovery.run(layout) { notifier.notify(.extendTimeout(seconds: 60), .watchdog) }
        let state = previous?.works.state ?? DaemonState(root: configuration.root, counts: recovery.counts)
        state.beginSession()
        if !recovery.isEmpty {
            log.notice(
                "finished what was left open",
                metadata: [
                    "filed": "\(recovery.finished.count)", "read_again": "\(recovery.takenBack.count)",
                    "half_files": "\(recovery.removedAside)",
                ]
            )
        }
        let readerGuard = try previous?.works.readerGuard ?? ReaderGuard(layout)
        if previous == nil { readerGuard.start() }
        let models = try models ?? setup.loadModel()
        let notices = IntakeLog(log: log, state: state)
        let intake = try Intake(layout, configuration: configuration.intake(once: once)) { notices.take($0) }
        let watchdog = Watchdog.fromEnvironment()
        let heartbeat = Heartbeat(lanes: configuration.lanes(processors: processors))
        let clock = SpoolClock.system
        let filters = NameFilters()
        let filings = try (0..<heartbeat.lanes).map { lane in
            var filing = configuration.filing
            filing.filters = filters
            // Gigabytes take longer than systemd waits, and it may be the housekeeping that moves them.
            filing.progress = {
                heartbeat.progress(lane: lane, at: clock.monotonic())
                notifier.notify(.extendTimeout(seconds: 60))
                guard let watchdog, heartbeat.isAlive(at: clock.monotonic(), limit: watchdog.limit) else { return }
                notifier.notify(.watchdog)
            }
            return try FilingLane(layout, lane: lane, configuration: filing)
        }
        let rollup = Rollup(configuration, state: state, log: log)
        let hook = ResultHook(configuration, state: state, log: log)
        if hook == nil { _ = state.hookQueue.clear() }
        works = Workshop(
            configuration,
            layout: layout,
            readerGuard: readerGuard,
            intake: intake,
            filings: filings,
            heartbeat: heartbeat,
            models: models,
            outlets: Outlets(rollup: rollup, hook: hook),
            state: state,
            clock: clock,
            log: log
        )
        // Ended in the reverse order: the reading first, the record of it last.
        var services: [any Service] = [
            Housekeeper(
                works: works,
                lock: lock,
                notifier: notifier,
                watchdog: watchdog,
                log: log
            )
        ]
        if let finetune = setup.fineTuning(state: state), !once { services.append(finetune) }
        let retention = RetentionService(configuration, layout: layout, state: state, clock: works.clock, log: log)
        if let retention, !once { services.append(retention) }
        if let rollup { services.append(RollupService(rollup: rollup)) }
        if let hook { services.append(ResultHookService(hook: hook, isPatient: once)) }
        if !once { services += [MetricsSocket(works, log: log)].compactMap(\.self) }
        services.append(Pipeline(works: works))
        var quiet = Logger(label: log.label) { _ in SwiftLogNoOpLogHandler() }
        quiet.logLevel = .critical
        group = ServiceGroup(
            configuration: ServiceGroupConfiguration(
                services: services.map { service in
                    .init(
                        service: service,
                        successTerminationBehavior: .gracefullyShutdownGroup,
                        failureTerminationBehavior: .gracefullyShutdownGroup
                    )
                },
                logger: quiet
            )
        )
        self.setup = setup
        self.notifier = notifier
    }

    /// Reads what comes until `end`, or until the service this is part of shuts down; in once mode until the inbox is
    /// empty.
    func run() async throws {
        try await group.run()
    }

    /// Ends `run` once what is in hand is finished. What was not begun stays in the inbox.
    func end() async {
        await group.triggerGracefulShutdown()
    }

    /// Notes that all ended well.
    func close() {
        works.outlets.hook?.close()
        var writer = StatusWriter(works: works, notifier: notifier, log: setup.log)
        writer.write(stopped: true)
    }
}

extension DaemonSetup {
    /// The model of choice, loaded.
    func loadModel() throws(ModelLibraryError) -> CurrentModel {
        try CurrentModel(ModelChoice(given: configuration.model, root: configuration.root), log: log)
    }

    /// What runs fine-tune cycles, where they are wanted.
    fileprivate func fineTuning(state: DaemonState) -> FineTuneService? {
        let triggers = configuration.finetune
        guard let finetune, !triggers.isEmpty else { return nil }
        return FineTuneService(
            triggers: triggers,
            root: configuration.root,
            command: finetune,
            variables: finetuneVariables,
            state: state,
            log: log
        )
    }
}
