import Glibc

/// How often systemd wants to hear that the service is alive (`sd_watchdog_enabled(3)`).
struct Watchdog: Sendable, Equatable {
    /// After this long without a word, nanoseconds, systemd ends the service.
    let limit: Int64

    /// What systemd asked this process for; nil where it asked for nothing.
    init?(microseconds: String?, process: String?, ownProcess: pid_t = getpid()) {
        guard let microseconds = microseconds.flatMap(Int64.init), microseconds > 0,
            microseconds < Int64.max / 1000, process.map({ pid_t($0) == ownProcess }) ?? true
        else { return nil }
        limit = microseconds * 1000
    }

    static func fromEnvironment() -> Watchdog? {
        func value(_ name: String) -> String? { getenv(name).map { String(cString: $0) } }
        return Watchdog(microseconds: value("WATCHDOG_USEC"), process: value("WATCHDOG_PID"))
    }
}
