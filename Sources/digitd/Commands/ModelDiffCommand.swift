import ArgumentParser
import Daemon
import Recognition
import Training

/// `digitd model diff`: what one model would have read otherwise than another.
struct ModelDiffCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "diff",
        abstract: "Print which of the kept readings one model answers otherwise than another.",
        discussion: """
            Both are asked about the 28x28 images that the root has kept of what was read (setting keep_readings). Models \
            are named as in models/ of the root (0003 is enough), as a file, or by a name that ships; current is the one \
            in use. A reading in brackets is doubted: its result would be uncertain.
            """
    )

    @OptionGroup var root: RootOptions

    @Flag(help: "Compare one model (without a name, the current one) with its parent.")
    var parent = false

    @Flag(help: "Print those too that get the same digit, but are doubted by one of the two alone.")
    var all = false

    @Option(help: ArgumentHelp("Also draw the pictures with another digit to this file.", valueName: "OUT.png"))
    var picture: String?

    @Argument(help: ArgumentHelp("The older and the newer model.", valueName: "model"))
    var models: [String] = []

    func validate() throws {
        try ChartFile.expectName(picture)
        guard models.count == (parent ? min(models.count, 1) : 2) else {
            throw ValidationError(parent ? "--parent goes with one model at most" : "name two models, or give --parent")
        }
    }

    func run() async throws {
        let loaded = try LoadedSettings.load(root)
        try ChartFile.expectOutside(loaded.settings.daemon.root, picture)
        try loaded.expectRoot()
        let daemon = loaded.settings.daemon
        let store = ModelStore(root: daemon.root)
        let after = try ModelLibrary.load(store.locate(models.last ?? "current"))
        let before = try parent ? store.parent(of: after) : ModelLibrary.load(store.locate(models[0]))
        let readings = KeptReadings.all(root: daemon.root)
        guard !readings.isEmpty else {
            throw Failure("\(daemon.root) has no kept readings: 'digitd run' keeps them, unless keep_readings is 0")
        }
        let diff = ReadingDiff(
            readings,
            from: before,
            to: after,
            threshold: daemon.threshold(of:),
            threads: daemon.workers ?? ProcessorCount.online
        )
        var output = StandardOutput()
        try output.write(ReadingDiffText.text(diff, from: before, to: after, all: all))
        try output.flush()
        if let picture {
            let title = "\(before.identity.name) -> \(after.identity.name): kept readings that get another digit"
            let sheet = ChangeSheet(title: title.visible, entries: diff.otherDigits.map(ChangeSheet.Entry.init))
            try ChartFile.write(try sheet.canvas().png(), to: picture)
        }
    }
}

extension ChangeSheet.Entry {
    /// A kept reading, of which nobody has said what it is.
    fileprivate init(_ change: ReadingDiff.Change) {
        self.init(
            name: change.reading.file,
            image: change.reading.image,
            label: nil,
            before: (change.before.digit, change.before.confidence),
            after: (change.after.digit, change.after.confidence)
        )
    }
}
