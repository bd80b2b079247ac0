import Logging

extension Logger {
    /// The program's logger: to standard error, from the level in the settings on.
    static func standardError(_ settings: Settings) -> Logger {
        Logger(label: "digitd") { _ in StandardErrorLogHandler(level: settings.logLevel.level) }
    }
}
