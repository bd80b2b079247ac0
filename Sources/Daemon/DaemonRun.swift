import Glibc
import Logging
import ServiceLifecycle
import Spool

/// The daemon from its start to its end: one session after another, each with the settings of its time.
///
/// SIGTERM and SIGINT end it. SIGHUP takes up the settings anew: they are checked first and the model is loaded, then
/// what is in hand is finished, and a new session begins with a listing of the inbox, so that no file is missed. Where
/// the settings can't be used, those in force stay and the log says why.
public struct DaemonRun: Sendable {
    /// What a run came to.
    public struct Summary: Sendable {
        /// Outcomes of this run.
        public let counts: Counts
        /// Files of this run that were rejected, those among them that count as duplicates too.
        public let rejected: Int
        /// Originals whose result is there and that can't leave the inbox.
        public let owed: Int
        /// In once mode, folders of the inbox that could not be read.
        public let unreadableFolders: Int
        /// Why files were left in the inbox, where a folder could not be used at the end.
        public let outage: SpoolOutage?
    }

    private let sessions: SessionSequence

    /// Takes the root, finishes what the last run left open, loads the model.
    ///
    /// - Parameters:
    ///   - once: takes every file as it lies and ends when the inbox is empty; SIGHUP then means what it means to any
    ///     program.
    ///   - processors: how many lanes there are where the settings name no number.
    ///   - notifier: tells systemd.
    ///   - reload: makes the setup anew for SIGHUP; nil leaves the signal alone.
    /// - Throws: `SpoolError`, `ModelLibraryError`: one line each that says what to do.
    public init(
        _ setup: DaemonSetup,
        once: Bool = false,
        processors: Int,
        notifier: SystemdNotifier = .fromEnvironment(),
        reload: (@Sendable () throws -> DaemonSetup)? = nil
    ) throws {
        sessions = SessionSequence(
            try DaemonSession(setup, once: once, processors: processors, notifier: notifier),
            processors: processors,
            notifier: notifier,
            reload: once ? nil : reload
        )
    }

    /// Reads what comes until SIGTERM or SIGINT, or in once mode until the inbox is empty.
    public func run() async throws -> Summary {
        FreedMemory.begin()
        // Who started us may have ignored it: then the kernel keeps no ending of a child.
        signal(SIGCHLD, SIG_DFL)
        let first = sessions.current
        let model = first.works.models.snapshot.identity
        first.setup.log.notice(
            "started",
            metadata: [
                "root": "\(first.works.state.root)", "model": "\(model.name)", "sha256": "\(model.sha256)",
                "lanes": "\(first.works.filings.count)",
            ]
        )
        var quiet = Logger(label: first.setup.log.label) { _ in SwiftLogNoOpLogHandler() }
        quiet.logLevel = .critical
        let group = ServiceGroup(
            configuration: ServiceGroupConfiguration(
                services: [.init(service: sessions, successTerminationBehavior: .gracefullyShutdownGroup)],
                gracefulShutdownSignals: [.sigterm, .sigint],
                logger: quiet
            )
        )
        try await group.run()
        let last = sessions.current
        last.close()
        let end = last.works.state.now
        let counts = end.countsOfRun
        last.setup.log.notice(
            "stopped",
            metadata: [
                "read": "\(counts.answered)", "classified": "\(counts.classified)", "uncertain": "\(counts.uncertain)",
                "rejected": "\(counts.rejected)", "duplicate": "\(counts.duplicate)",
            ]
        )
        return Summary(
            counts: counts,
            rejected: end.rejectedOfRun,
            owed: end.owed,
            unreadableFolders: last.works.intake.unreadableFolders,
            outage: last.works.intake.outage
        )
    }
}
