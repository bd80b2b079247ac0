import Daemon
import Logging

/// All settings with their values, after command line, environment, settings file and defaults have been laid over
/// each other.
struct Settings: Sendable {
    /// What the daemon is told.
    var daemon = DaemonConfiguration()
    /// The least important events that are still logged.
    var logLevel = LogLevel.notice

    /// The words of `log_level`.
    enum LogLevel: String, Sendable, CaseIterable {
        case debug, info, notice, warning, error

        /// The same level in the words of swift-log.
        var level: Logger.Level {
            switch self {
            case .debug: .debug
            case .info: .info
            case .notice: .notice
            case .warning: .warning
            case .error: .error
            }
        }
    }
}
