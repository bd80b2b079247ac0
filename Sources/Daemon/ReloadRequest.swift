import Glibc
import Spool

/// Asks the daemon of a root, another process, to take up its settings anew, and waits for what comes of it.
public struct ReloadRequest: Sendable {
    private let root: String

    /// A request to the daemon that works on `root`.
    public init(root: String) {
        self.root = root
    }

    /// Sends SIGHUP and waits until the daemon has other settings in force.
    ///
    /// - Parameter patience: how long to wait for the answer. What is in hand is finished first.
    /// - Throws: ``ReloadError``; `SpoolError` where there is no such root.
    public func send(patience: Duration = .seconds(60)) async throws {
        guard let process = try RootHolder.of(root), process > 0 else { throw ReloadError.notRunning(root: root) }
        guard Self.isCaught(SIGHUP, by: process) else { throw ReloadError.takesNone(process: process) }
        let file = StatusFile(root: root)
        let before = file.read()?.reload?.tries ?? 0
        guard kill(process, SIGHUP) == 0 else {
            throw ReloadError.notAllowed(process: process, reason: String(cString: strerror(errno)))
        }
        let end = ContinuousClock.now + patience
        while ContinuousClock.now < end {
            if let reload = file.read()?.reload, reload.tries > before {
                if let reason = reload.refused { throw ReloadError.refused(reason: reason) }
                return
            }
            guard try RootHolder.of(root) == process else { throw ReloadError.ended(process: process) }
            try await Task.sleep(for: .milliseconds(10))
        }
        throw ReloadError.noAnswer(process: process)
    }
}

extension ReloadRequest {
    /// Whether a process has a handler for a signal, which would end it otherwise: by the mask `SigCgt` of proc(5). True
    /// where that can't be told.
    static func isCaught(_ signal: Int32, by process: Int32) -> Bool {
        guard let file = fopen("/proc/\(process)/status", "r") else { return true }
        defer { fclose(file) }
        var bytes = [CChar](repeating: 0, count: 512)
        while fgets(&bytes, Int32(bytes.count), file) != nil {
            let line = String(decoding: bytes.prefix { $0 != 0 }.map(UInt8.init(bitPattern:)), as: UTF8.self)
            guard line.hasPrefix("SigCgt:") else { continue }
            let digits = line.dropFirst("SigCgt:".count).filter(\.isHexDigit)
            guard let mask = UInt64(digits, radix: 16) else { return true }
            return mask >> UInt64(signal - 1) & 1 == 1
        }
        return true
    }
}

/// Why settings were not taken up, with what to do.
public enum ReloadError: Error, Equatable, CustomStringConvertible {
    /// Nothing works on the root.
    case notRunning(root: String)
    /// The daemon has no ear for it, and the signal would end it.
    case takesNone(process: Int32)
    /// The signal can't be sent.
    case notAllowed(process: Int32, reason: String)
    /// The daemon says no.
    case refused(reason: String)
    /// The daemon is gone.
    case ended(process: Int32)
    /// The daemon says nothing.
    case noAnswer(process: Int32)

    /// One line.
    public var description: String {
        switch self {
        case .notRunning(let root):
            "no daemon works on \(root): start it, or name another root with --root"
        case .takesNone(let process):
            "process \(process) takes no reloads (it is just starting, runs at a terminal or with --once): restart it"
        case .notAllowed(let process, let reason):
            "process \(process) can't be told (\(reason)): repeat as root or as the user it runs as"
        case .refused(let reason):
            "settings not taken up; those in force stay: \(reason)"
        case .ended(let process):
            "process \(process) has ended instead of taking up its settings: its log says why"
        case .noAnswer(let process):
            "process \(process) has not answered: see its log, or restart it"
        }
    }
}
