import ArgumentParser
import Recognition
import Spool

/// `digitd model export`: a model as a file that other programs read.
struct ModelExportCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "export",
        abstract: "Write a model as an ONNX file, or as a copy of its own.",
        discussion: """
            The ONNX file (operator set 17) has the input pixels, N x 1 x 28 x 28, paper 0 and ink 1, and the outputs \
            logits and probabilities, N x 10, the latter calibrated as in digitd's results where one look is enough; \
            some networks also have their squashed outputs or, N numbers, the evidence that a picture is a digit at \
            all. Pictures of other sizes have to be brought to 28x28 the way MNIST was. A file that is there already \
            is replaced. With --root, --model may name one of the root's too (0003 is enough).
            """
    )

    /// What is written.
    enum Format: String, ExpressibleByArgument, CaseIterable, Sendable {
        case onnx, safetensors
    }

    @OptionGroup var root: RootOptions
    @OptionGroup var model: ModelOptions

    @Option(help: "What is written: onnx or safetensors.")
    var format = Format.onnx

    @Option(help: ArgumentHelp("Where it goes, a file whose name ends in the format.", valueName: "FILE"))
    var out: String

    func validate() throws {
        guard out.hasSuffix(".\(format.rawValue)") else {
            throw ValidationError("--out '\(out)' must end in .\(format.rawValue)")
        }
    }

    func run() async throws {
        let loaded = try LoadedSettings.load(root, model)
        let named = try loaded.settings.daemon.model.map { try loaded.locateModel($0) }
        let name = try named ?? loaded.chosenModelName()
        let bytes: [UInt8]
        switch format {
        case .onnx: bytes = try ModelLibrary.load(name).onnx()
        case .safetensors:
            _ = try ModelLibrary.load(name)  // what is no model is not handed on
            bytes = try ModelLibrary.bytes(of: ModelLibrary.locate(name))
        }
        try ModelCopy.write(bytes, to: out)
    }
}
