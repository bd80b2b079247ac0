import ArgumentParser
import Recognition
import Training

/// `digitd model history`: what fine-tuning has done so far.
struct ModelHistoryCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "history",
        abstract: "Print the fine-tune cycles of a root, accepted or refused, with reasons."
    )

    @OptionGroup var root: RootOptions

    @Option(help: ArgumentHelp("How many of the last cycles; 0 for all.", valueName: "N"))
    var last = 20

    @Flag(help: "Print all figures of each cycle.")
    var full = false

    func validate() throws {
        guard last >= 0 else { throw ValidationError("--last must be 0 or more") }
    }

    func run() async throws {
        let loaded = try LoadedSettings.load(root)
        let cycles = ModelStore(root: loaded.settings.daemon.root).history()
        var output = StandardOutput()
        for cycle in last == 0 ? cycles : cycles.suffix(last) {
            let text = full ? "\(cycle.at.visible)\n\(FineTuneText.summary(cycle))\n" : FineTuneText.line(cycle)
            try output.write(text)
        }
        try output.flush()
    }
}
