import ArgumentParser
import Imaging
import Recognition
import Training

/// `digitd evaluate`: how well a model reads labelled pictures.
struct EvaluateCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "evaluate",
        abstract: "Read labelled pictures and print accuracy, confusion matrix, calibration and coverage.",
        discussion: """
            SOURCE is a folder: the IDX files of MNIST (*-images-idx3-ubyte[.gz] with their labels), or folders 0 to \
            9 of PNG files. A picture that is blank or rejected counts as wrong. At one look is what would \
            be correct if no picture got a second look (correct_at_one_look in JSON). The report names the model, the \
            folder and which part of it was read. The default model reads; with --root, the one in use there.
            """
    )

    /// How the report is written.
    enum Format: String, ExpressibleByArgument, CaseIterable, Sendable {
        case table, json
    }

    @OptionGroup var root: RootOptions
    @OptionGroup var model: ModelOptions

    @Option(help: ArgumentHelp("A folder of labelled pictures.", valueName: "SOURCE"))
    var data: String

    @OptionGroup var split: SplitOptions

    @Option(help: "How the report is written: table or json.")
    var format = Format.table

    @Option(
        parsing: .upToNextOption,
        help: ArgumentHelp(
            "Steps of the normalisation to switch off, to see what each is worth.",
            valueName: "STEP",
            visibility: .hidden
        )
    )
    var without: [Normalizer.Step] = []

    func run() async throws {
        let loaded = try LoadedSettings.load(root, model)
        let chosen = try loaded.chosenModel()
        let normalizer = Normalizer(without.reduce(.init()) { $0.without($1) })
        let queue = PictureQueue(loaded.settings, normalizer: normalizer)
        let set = try DataSource(data, split: split.split).load(preparer: queue.preparer, threads: queue.workers)
        guard set.count > 0 else { throw Failure("\(data) holds no pictures: name a folder with some in 0 to 9") }
        LeftOutText.write(set.unreadable.map { (name: $0.name, reason: $0.reason) })
        let threshold = loaded.settings.daemon.threshold(of: chosen)
        let picture = set.names.first ?? set.unreadable.first?.name
        let report = EvaluationReport(
            Evaluation(of: chosen, on: set, threshold: threshold, threads: queue.workers),
            model: chosen.identity,
            data: data,
            part: picture.flatMap { EvaluationReport.part(of: $0) }
        )
        var output = StandardOutput()
        try output.write(format == .json ? report.json : report.table)
        try output.flush()
    }
}

extension Normalizer.Step: ExpressibleByArgument {}
