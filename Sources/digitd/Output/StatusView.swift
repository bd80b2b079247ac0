import Daemon
import Glibc

/// `digitd status --watch`: the table, anew every second.
struct StatusView {
    let root: String

    private static let interval = Duration.seconds(1)
    /// The rate is that of the last so many looks.
    private static let looks = 5

    /// Writes until the process is ended.
    func run() async throws {
        let isTerminal = isatty(STDOUT_FILENO) == 1
        var seen: [(at: ContinuousClock.Instant, answered: Int)] = []
        var output = StandardOutput()
        if isTerminal { try output.write("\u{1B}[2J") }
        while true {
            let report = try StatusReport(root: root)
            seen.append((.now, report.counts.seen - report.counts.waiting))
            seen = seen.suffix(Self.looks + 1)
            // From the top left on, over what stands there; then the rest of the screen is cleared.
            let lines = report.table(rate: Self.rate(seen))
            try output.write(isTerminal ? "\u{1B}[H" + Self.clearing(lines) + "\u{1B}[J" : lines + "\n")
            try output.flush()
            try await Task.sleep(for: Self.interval)
        }
    }

    /// Files a second between the first and the last look; nil for one look.
    static func rate(_ seen: [(at: ContinuousClock.Instant, answered: Int)]) -> Double? {
        guard let first = seen.first, let last = seen.last, first.at < last.at else { return nil }
        let time = (last.at - first.at) / .seconds(1)
        return Double(max(0, last.answered - first.answered)) / time
    }

    /// Each line with the rest of the screen's line cleared.
    static func clearing(_ lines: String) -> String {
        lines.split(separator: "\n").map { $0 + "\u{1B}[K\n" }.joined()
    }
}
