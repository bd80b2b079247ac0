import ArgumentParser
import Imaging
import NeuralNetwork
import Recognition
import Spool

/// `digitd model show`: what a model is made of and where it came from, and what it makes of a picture.
struct ModelShowCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "show",
        abstract: "Print a model's layers, counts and origin, or what it makes of a picture.",
        discussion: """
            With --explain, the picture as the network sees it, what each layer makes of it, the ten outputs, and the \
            cost against a label are shown instead; with --picture they are drawn. It is one look at the picture; where \
            the model looks again at what it is not sure of, a result rests on three.
            """
    )

    @OptionGroup var root: RootOptions

    @Option(help: ArgumentHelp("A picture to lead through the network.", valueName: "IMAGE.png"))
    var explain: String?

    @Option(help: ArgumentHelp("With --explain: the digit it is, for the cost.", valueName: "N"))
    var label: Int?

    @Option(
        help: ArgumentHelp(
            "With --explain: the node (or filter) of the first layer whose weights are shown, from 0 (default: the most "
                + "active one of a dense layer).",
            valueName: "N"
        )
    )
    var node: Int?

    @Option(help: ArgumentHelp("With --explain: draw to this new file instead of printing.", valueName: "OUT.png"))
    var picture: String?

    @Argument(
        help: ArgumentHelp(
            "A file, a name that ships, or with --root one of its models (0003 is enough); else the current one.",
            valueName: "model"
        )
    )
    var model: String?

    func validate() throws {
        guard explain != nil || (label == nil && node == nil && picture == nil) else {
            throw ValidationError("--label, --node and --picture go with --explain")
        }
        guard label.map({ (0...9).contains($0) }) ?? true else { throw ValidationError("--label must be 0 to 9") }
        try ChartFile.expectName(picture)
    }

    func run() async throws {
        if let explain, let picture {
            try ChartFile.expectNew(picture, pictures: [RawArguments.bytes(of: explain)])
        }
        let loaded = try LoadedSettings.load(root)
        let named = try model.map { try loaded.locateModel($0) }
        let chosen = try ModelLibrary.load(named ?? loaded.chosenModelName())
        var output = StandardOutput()
        if let explain {
            let view = try view(of: explain, chosen, PictureQueue(loaded.settings))
            if let picture {
                try ChartFile.write(try NetworkSheet.canvas(view).png(), to: picture, replacing: .never)
            } else {
                try output.write(NetworkText.text(view))
            }
        } else {
            try output.write(ModelReport(chosen).text)
        }
        try output.flush()
    }

    private func view(of path: String, _ model: DigitModel, _ queue: PictureQueue) throws(Failure) -> NetworkView {
        let nodes = model.network.firstLayerNodes
        if node != nil, nodes == 0 {
            throw Failure("the first layer of model \(model.identity.name) has no weights to show: leave out --node")
        }
        if let node, !(0..<nodes).contains(node) {
            throw Failure(
                "the first layer of model \(model.identity.name) has no node \(node): name one of 0 to \(nodes - 1)"
            )
        }
        let image = try image(at: RawArguments.bytes(of: path), queue)
        return NetworkView(image, file: path, model: model, label: label, node: node)
    }

    private func image(at path: [UInt8], _ queue: PictureQueue) throws(Failure) -> DigitImage {
        let name = NameEscaping.text(path)
        if path == LooseFiles.standardInput {
            try StandardInput.hold(limit: queue.limitBytes)
        } else if PicturePath.isIrregular(path) {
            throw Failure("\(name) is no regular file; save it to a file first")
        }
        let prepared: PreparedPicture
        switch queue.prepare(path) {
        case .success(let picture): prepared = picture
        case .failure(let error): throw Failure("\(name) can't be read (\(error)): name a picture that is there")
        }
        switch prepared.content {
        case .failure(let rejection): throw Failure("\(name): \(rejection.message)")
        case .success(let digit):
            guard let image = digit.image else { throw Failure("\(name) holds no ink: name a picture of a digit") }
            return image
        }
    }
}
