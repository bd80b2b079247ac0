import ArgumentParser
import FoundationEssentials
import Glibc
import NeuralNetwork
import Recognition
import Spool
import Training

/// `digitd train`: a model from random weights.
struct TrainCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "train",
        abstract: "Train a model from random weights on labelled pictures.",
        discussion: """
            SOURCE is a folder: the IDX files of MNIST (*-images-idx3-ubyte[.gz] with their labels), or folders 0 to \
            9 of PNG files. Of the first, some pictures are held out to report on. The same data, recipe and seed \
            give the same model. Ctrl-C leaves no half file; with --checkpoint, the same command goes on where it ended.
            """
    )

    @Option(
        parsing: .upToNextOption,
        help: ArgumentHelp("Folders of labelled pictures.", valueName: "SOURCE")
    )
    var data: [String]

    @OptionGroup var split: SplitOptions
    @OptionGroup var file: ConfigOptions

    @Option(
        help: ArgumentHelp(
            "The recipe (network, optimiser, augmentation): a file, or the name of a model that ships (default: "
                + "default).",
            valueName: "FILE"
        )
    )
    var recipe: String?

    @Option(help: ArgumentHelp("Passes over the data (default: what the recipe says).", valueName: "N"))
    var epochs: Int?

    @Option(help: ArgumentHelp("The seed of everything random.", valueName: "N"))
    var seed: UInt64 = 1

    @Option(
        help: ArgumentHelp(
            "Where each epoch leaves all that is needed to go on; removed at the end.",
            valueName: "FILE"
        )
    )
    var checkpoint: String?

    @Option(help: ArgumentHelp("Where the model goes, a .safetensors file.", valueName: "FILE"))
    var out: String

    @Option(
        help: ArgumentHelp("Draws loss and accuracy after every epoch, a .png file; replaced.", valueName: "OUT.png")
    )
    var plot: String?

    @Option(
        help: ArgumentHelp(
            "Lists the readings the thresholds rest on: place in the first SOURCE from 0, label given and corrected, "
                + "digit, confidence.",
            valueName: "OUT.csv"
        )
    )
    var readings: String?

    func validate() throws {
        guard !data.isEmpty else { throw ValidationError("--data names no folder") }
        guard epochs.map({ Recipe.epochRange.contains($0) }) ?? true else {
            throw ValidationError("--epochs must be 1 to \(Recipe.epochRange.upperBound)")
        }
        guard out.hasSuffix(".safetensors") else {
            throw ValidationError("--out '\(out)' must end in .safetensors")
        }
        try ChartFile.expectName(plot)
        if let readings, !readings.lowercased().hasSuffix(".csv") {
            throw ValidationError("--readings '\(readings.visible)' must end in .csv")
        }
        try OutputPlace.expectDistinct([
            ("--recipe", RecipeFile.path(of: recipe)), ("--out", out), ("--checkpoint", checkpoint), ("--plot", plot),
            ("--readings", readings),
        ])
    }

    func run() async throws {
        try expectOutputs()
        var recipe = try RecipeFile.load(recipe)
        if let epochs { recipe.epochs = epochs }
        let threads = ProcessorCount.online
        let queue = PictureQueue(try LoadedSettings.load(file).settings)
        var sources: [(name: String, images: LabeledImages)] = []
        for path in data {
            let set = try DataSource(path, split: split.split).load(preparer: queue.preparer, threads: threads)
            if !set.unreadable.isEmpty {
                let count = set.unreadable.count
                let pictures = count == 1 ? "1 picture without a digit is" : "\(count) pictures without a digit are"
                StandardError.write("\(path): \(pictures) left out\n")
            }
            sources.append((path, set.images))
        }
        let teachers = try (recipe.distillation?.teachers ?? []).map { name throws(ModelLibraryError) in
            try ModelLibrary.load(name)
        }
        let run = try TrainingRun(recipe: recipe, sources: sources, seed: seed, teachers: teachers, threads: threads)
        let folds = try goOn(run.trainer)
        var plot = try plot.map { try PlotFile($0, epochs: run.trainer.history) }
        try train(run.trainer) { plot?.add($0) }
        let (model, evidence) = try crossFit(run, folds)
        try write(model.bytes(), to: out, option: "--out")
        if let readings {
            try write(Array(TrainingText.csv(evidence).utf8), to: readings, option: "--readings")
        }
        if let checkpoint { unlink(checkpoint) }
    }

    /// The finished model and its evidence; folds that are done, or half done, are taken up from the checkpoint.
    private func crossFit(
        _ run: TrainingRun,
        _ folds: [Int: [UInt8]]
    ) throws -> (file: ModelFile, readings: [EvidenceReading]) {
        let bar = ProgressBar()
        defer { bar.clear() }
        let checkpoints = checkpoint.map { checkpoint in
            var whole = TrainingCheckpoint(network: run.trainer.checkpoint(), folds: folds)
            return TrainingRun.FoldCheckpoints(
                read: { whole.folds[$0] },
                write: { fold, bytes in
                    whole.folds[fold] = bytes
                    try write(try whole.bytes(), to: checkpoint, option: "--checkpoint")
                }
            )
        }
        return try run.model(checkpoints: checkpoints) { fold, progress in
            bar.show(TrainingText.bar(progress, of: "cross-fitting \(fold + 1), "))
        } onEpoch: { fold, progress in
            bar.clear()
            StandardError.write("cross-fitting \(fold + 1), " + TrainingText.line(progress) + "\n")
        }
    }

    /// Makes sure before hours of work that what comes of it can be written, and that nothing is drawn over a picture.
    private func expectOutputs() throws(Failure) {
        try OutputPlace.expect(out, advice: "name another file with --out")
        if let readings { try OutputPlace.expect(readings, advice: "name another file with --readings") }
        if let checkpoint { try OutputPlace.expect(checkpoint, advice: "name another file with --checkpoint") }
        guard let plot else { return }
        try OutputPlace.expect(plot, advice: "name another file with --plot")
        // A source that can't be listed is told of when it is read.
        guard FileIdentity(Array(plot.utf8)) != nil else { return }
        for source in data {
            let pictures = (try? LooseFiles.files(at: RawArguments.bytes(of: source)) { _, _ in }) ?? []
            try ChartFile.expectNone(of: pictures, at: plot)
        }
    }

    /// Takes up a training that was stopped, if there is one, and gives what was done of its cross-fitting.
    private func goOn(_ trainer: Trainer) throws(Failure) -> [Int: [UInt8]] {
        guard let checkpoint, let data = try? Data(contentsOf: URL(filePath: checkpoint)) else { return [:] }
        let whole: TrainingCheckpoint, isTaken: Bool
        do {
            whole = try TrainingCheckpoint([UInt8](data))
            isTaken = try trainer.restore(whole.network)
        } catch {
            throw Failure("\(checkpoint) is no whole checkpoint (\(error)): remove it to begin anew")
        }
        guard isTaken else {
            throw Failure(
                "\(checkpoint) is of another recipe, seed, data, teacher, processor or digitd: name another, or remove it"
            )
        }
        StandardError.write("going on from \(checkpoint)\n")
        return whole.folds
    }

    /// All epochs, shown as a bar on a terminal and as a line an epoch.
    private func train(_ trainer: Trainer, onEpoch: (TrainingProgress) -> Void) throws(Failure) {
        let bar = ProgressBar()
        while !trainer.isFinished {
            var last: TrainingProgress?
            do {
                try trainer.runEpoch { progress in
                    bar.show(TrainingText.bar(progress))
                    last = progress
                }
            } catch {
                bar.clear()
                throw Failure("\(error)")
            }
            bar.clear()
            if let last {
                StandardError.write(TrainingText.line(last) + "\n")
                onEpoch(last)
            }
            if let checkpoint { try write(trainer.checkpoint(), to: checkpoint, option: "--checkpoint") }
        }
    }

    private func write(_ bytes: [UInt8], to path: String, option: String) throws(Failure) {
        do {
            try AtomicFile.write(bytes, to: path)
        } catch {
            throw Failure("\(path) can't be written (\(error)): name another file with \(option)")
        }
    }
}
