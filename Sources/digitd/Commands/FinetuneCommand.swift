import ArgumentParser
import Recognition
import Spool
import Training

/// `digitd finetune`: one fine-tune cycle now.
struct FinetuneCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "finetune",
        abstract: "Run one fine-tune cycle on labeled/ now, as the daemon does it.",
        discussion: """
            Exit status 0 whether the candidate was accepted or refused; models/history.jsonl gains a line. A daemon \
            that runs on the root takes an accepted model up by itself.
            """
    )

    @OptionGroup var root: RootOptions
    @OptionGroup var model: ModelOptions

    @Flag(help: "Run even where no label has changed since the last cycle; ten must be new to the model all the same.")
    var force = false

    @Flag(help: "Learn from labels that look wrong too.")
    var keepSuspects = false

    @Option(
        help: ArgumentHelp("Draw the labels that are read otherwise than before to this file.", valueName: "OUT.png")
    )
    var picture: String?

    func validate() throws {
        try ChartFile.expectName(picture)
    }

    func run() async throws {
        if let picture { try OutputPlace.expect(picture, advice: "name another file") }
        let loaded = try LoadedSettings.load(root, model)
        let folder = loaded.settings.daemon.root
        try ChartFile.expectOutside(folder, picture)
        let lock = try RootLock.forModels(of: folder)  // one cycle at a time
        defer { withExtendedLifetime(lock) {} }
        let parent = try loaded.parentModel()
        let queue = PictureQueue(loaded.settings)
        var configuration = FineTuneConfiguration()
        configuration.threads = queue.workers
        configuration.leavesOutSuspects = !keepSuspects
        let samples = try SampleFolder.load(queue.preparer)
        let bar = ProgressBar()
        let (cycle, leftOut) = try FineTuneCycle.run(
            root: folder,
            parent: parent,
            samples: samples,
            configuration: configuration,
            preparer: queue.preparer,
            force: force
        ) { fraction in
            bar.show(ProgressLine(label: "fine-tuning", fraction: fraction))
        }
        bar.clear()
        // The summary names the suspects.
        let suspects = Set((cycle.suspects ?? []).map { "\(folder)/labeled/\($0.file)" })
        // Those of no label first, for the others are cut short where they are many.
        let told = leftOut.filter { !suspects.contains($0.path) }
        let strays = told.filter { $0.reason == LabelFolder.stray }
        let others = told.filter { $0.reason != LabelFolder.stray }
        LeftOutText.write((strays + others).map { (name: $0.path, reason: $0.reason) })
        var output = StandardOutput()
        try output.write(FineTuneText.summary(cycle))
        try output.flush()
        if let picture {
            let sheet = ChangeSheet(cycle, labels: "\(folder)/labeled", queue)
            try ChartFile.write(try sheet.canvas().png(), to: picture)
        }
    }
}
