import Daemon
import Glibc

/// `digitd status --watch`: the table, anew every second.
struct StatusView {
    let root: String

    private static let interval = Duration.seconds(1)
    /// The rate is that of so long.
    private static let window = Duration.seconds(5)

    /// Writes until the process is ended.
    func run() async throws {
        let isTerminal = isatty(STDOUT_FILENO) == 1
        var rate = RateMeter(window: Self.window)
        var output = StandardOutput()
        if isTerminal { try output.write("\u{1B}[2J") }
        while true {
            let report = try StatusReport(root: root)
            rate.look(report.counts.seen - report.counts.waiting)
            // From the top left on, over what stands there; then the rest of the screen is cleared.
            let lines = report.table(rate: rate.perSecond)
            try output.write(isTerminal ? "\u{1B}[H" + Self.clearing(lines) + "\u{1B}[J" : lines + "\n")
            try output.flush()
            try await Task.sleep(for: Self.interval)
        }
    }

    /// Each line with the rest of the screen's line cleared.
    static func clearing(_ lines: String) -> String {
        lines.split(separator: "\n").map { $0 + "\u{1B}[K\n" }.joined()
    }
}
