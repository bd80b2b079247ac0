import Glibc

/// Tells systemd how the service is doing, by datagrams to the socket named in `NOTIFY_SOCKET` (`sd_notify(3)`).
///
/// Outside systemd there is no such socket, and every message is dropped in silence: a service that can't be heard
/// should work all the same.
public struct SystemdNotifier: Sendable {
    /// The socket's path, or its abstract name after an `@`; `nil` where nobody listens.
    public let socket: String?

    /// A notifier for a socket; `nil` makes one that says nothing.
    public init(socket: String?) {
        self.socket = socket
    }

    /// The notifier for the socket systemd named to this process.
    public static func fromEnvironment() -> SystemdNotifier {
        SystemdNotifier(socket: getenv("NOTIFY_SOCKET").map { String(cString: $0) })
    }
}

extension SystemdNotifier {
    /// One thing to say.
    public enum Message: Sendable, Hashable {
        /// Start-up is done: the service does its work from here on.
        case ready
        /// The service takes up other settings, from this moment of the monotonic clock on, nanoseconds; `ready` ends it.
        case reloading(since: Int64)
        /// The service has begun to end.
        case stopping
        /// One line for `systemctl status`.
        case status(String)
        /// The service is alive (`WatchdogSec=`).
        case watchdog
        /// The start, reload or end under way takes longer: up to so many seconds from now.
        case extendTimeout(seconds: Int)

        /// The assignments systemd reads. A line break would begin another one, so it becomes a space.
        var assignment: String {
            switch self {
            case .ready: "READY=1"
            // Both in one datagram: by the time systemd tells this reload from an earlier one.
            case .reloading(let since): "RELOADING=1\nMONOTONIC_USEC=\(since / 1000)"
            case .stopping: "STOPPING=1"
            case .status(let line): "STATUS=" + String(line.map { $0.isNewline ? " " : $0 })
            case .watchdog: "WATCHDOG=1"
            case .extendTimeout(let seconds): "EXTEND_TIMEOUT_USEC=\(seconds * 1_000_000)"
            }
        }
    }

    /// Sends `messages` in one datagram; `false` where it did not go out (nobody listens, or the socket refused it).
    @discardableResult
    public func notify(_ messages: Message...) -> Bool {
        guard let socket, !messages.isEmpty, let address = UnixSocketAddress(socket) else { return false }
        return address.send(messages.map(\.assignment).joined(separator: "\n"))
    }
}
