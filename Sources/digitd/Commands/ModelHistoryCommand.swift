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

    @Option(
        help: ArgumentHelp(
            "Draw the labels that the last cycle with figures made be read otherwise to this file.",
            valueName: "OUT.png"
        )
    )
    var picture: String?

    func validate() throws {
        try ChartFile.expectName(picture)
        guard last >= 0 else { throw ValidationError("--last must be 0 or more") }
    }

    func run() async throws {
        let loaded = try LoadedSettings.load(root)
        try ChartFile.expectOutside(loaded.settings.daemon.root, picture)
        try loaded.expectRoot()
        let cycles = ModelStore(root: loaded.settings.daemon.root).history()
        var output = StandardOutput()
        if cycles.isEmpty { try output.write("no cycle yet\n") }
        for cycle in last == 0 ? cycles : cycles.suffix(last) {
            let text = full ? "\(cycle.at.visible)\n\(FineTuneText.summary(cycle))\n" : FineTuneText.line(cycle)
            try output.write(text)
        }
        try output.flush()
        if let picture {
            guard let cycle = cycles.last(where: { $0.changes != nil }) else {
                throw Failure("\(loaded.settings.daemon.root) has no cycle with figures: nothing was drawn")
            }
            let labels = "\(loaded.settings.daemon.root)/labeled"
            let sheet = ChangeSheet(cycle, labels: labels, PictureQueue(loaded.settings))
            try ChartFile.write(try sheet.canvas().png(), to: picture)
        }
    }
}
