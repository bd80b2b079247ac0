import ArgumentParser
import Recognition

/// `digitd model show`: what a model is made of and where it came from.
struct ModelShowCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "show",
        abstract: "Print a model's layers, counts and origin."
    )

    @OptionGroup var root: RootOptions

    @Argument(help: ArgumentHelp("A model file or a name; without it, the current model.", valueName: "model"))
    var model: String?

    func run() async throws {
        let loaded = try LoadedSettings.load(root)
        let chosen = try model.map { name throws(ModelLibraryError) in try ModelLibrary.load(name) }
        var output = StandardOutput()
        try output.write(ModelReport(try chosen ?? loaded.chosenModel()).text)
        try output.flush()
    }
}
