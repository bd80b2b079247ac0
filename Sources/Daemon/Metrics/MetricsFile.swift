import Logging
import Recognition
import Spool

/// The file for node_exporter's textfile collector: written when something changed, and now and then where nothing did,
/// so that its age tells whether the daemon lives.
struct MetricsFile {
    private let path: String
    private let log: Logger
    private var written: (record: StatusRecord, values: DaemonState.Values, at: Int64)?
    private var hasFailed = false

    private static let longestSilence: Int64 = 30_000

    /// - Returns: nil where no file is wanted.
    init?(_ configuration: DaemonConfiguration, log: Logger) {
        guard let file = configuration.metricsFile else { return nil }
        path = configuration.path(file)
        self.log = log
    }

    /// Writes what has changed. A failure is told once.
    mutating func write(_ record: StatusRecord, _ values: DaemonState.Values, at now: Timestamp) {
        if let written, written.record == record, written.values == values,
            now.millisecondsSinceEpoch - written.at < Self.longestSilence
        {
            return
        }
        do {
            try AtomicFile.write(MetricsText(record, values, at: now).bytes, to: path, durable: false)
            written = (record, values, now.millisecondsSinceEpoch)
            hasFailed = false
        } catch {
            if !hasFailed {
                log.warning("metrics can't be written", metadata: ["file": "\(path)", "reason": "\(error)"])
            }
            hasFailed = true
        }
    }
}
