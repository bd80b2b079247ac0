import ArgumentParser
import Daemon

/// `digitd status`: what the daemon is doing, has done, and would do next.
struct StatusCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "status",
        abstract: "Print what the daemon is doing, has done, and would do next."
    )

    /// How the status is written.
    enum Format: String, ExpressibleByArgument, CaseIterable, Sendable {
        case table, json
    }

    @OptionGroup var root: RootOptions

    @Option(help: "How the status is written: table or json.")
    var format = Format.table

    @Flag(help: "Show it anew every second, with the rate, until Ctrl-C.")
    var watch = false

    func validate() throws {
        if watch, format == .json { throw ValidationError("--watch shows the table: take --format json away") }
    }

    func run() async throws {
        let loaded = try LoadedSettings.load(root)
        try loaded.expectRoot()
        if watch {
            try await StatusView(root: loaded.settings.daemon.root).run()
            return
        }
        let report = try StatusReport(root: loaded.settings.daemon.root)
        var output = StandardOutput()
        switch format {
        case .table: try output.write(report.table)
        case .json:
            let json = try report.json()
            try output.write { $0.append(contentsOf: json) }
        }
        try output.flush()
    }
}
