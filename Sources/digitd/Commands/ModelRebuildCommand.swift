import ArgumentParser
import Glibc
import NeuralNetwork
import Recognition
import Spool
import Training

/// `digitd model rebuild`: a fine-tuned model made again from what its file records.
struct ModelRebuildCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "rebuild",
        abstract: "Make a fine-tuned model again, the same bit for bit, or without an example.",
        discussion: """
            It takes the model's parent, the pictures it has learned from (looked for in labeled/ by their content, \
            whatever their names), and the instructions of the processor it was made with; what is gone is named. With \
            --without, a new model of models/ has never seen those pictures; 'digitd model activate' uses it. Where an \
            ancestor has learned from them too, begin with the oldest, and name what comes of it with --parent.
            """
    )

    @OptionGroup var root: RootOptions

    @Option(help: ArgumentHelp("A picture that it is not to learn from: its sha256, or its file.", valueName: "SHA256"))
    var without: [String] = []

    @Option(help: ArgumentHelp("With --without: begin from this model instead of its parent.", valueName: "model"))
    var parent: String?

    @Option(help: ArgumentHelp("Also write the model to this file.", valueName: "FILE"))
    var out: String?

    @Argument(help: ArgumentHelp("A model of the root (0003 is enough) or a file.", valueName: "version"))
    var version: String

    func validate() throws {
        guard parent == nil || !without.isEmpty else { throw ValidationError("--parent goes with --without") }
    }

    func run() async throws {
        let loaded = try LoadedSettings.load(root)
        let folder = loaded.settings.daemon.root
        let lock = try RootLock.forModels(ofExisting: loaded)  // no cycle meanwhile
        defer { withExtendedLifetime(lock) {} }
        let option = loaded.given["root"] == nil ? "" : " --root \(folder.visible.shellQuoted)"
        let store = ModelStore(root: folder), queue = PictureQueue(loaded.settings)
        let rebuild = try ModelRebuild(
            ModelLibrary.load(store.locate(version)),
            without: Set(without.map(hash)),
            parent: parent.map { try ModelLibrary.load(store.locate($0)) },
            in: store,
            labels: "\(folder)/labeled",
            preparer: queue.preparer,
            threads: queue.workers
        )
        let samples = try SampleFolder.load(queue.preparer)
        let bar = ProgressBar()
        let (file, verdict) = try rebuild.run(samples: samples) { fraction in
            bar.show(ProgressLine(label: "fine-tuning", fraction: fraction))
        }
        bar.clear()
        let bytes = file.bytes()
        if let out { try ModelCopy.write(bytes, to: out) }
        var output = StandardOutput()
        try output.write(rebuild.isSame ? compare(rebuild, bytes) : add(rebuild, bytes, verdict, to: store, option))
        try output.flush()
    }

    private func compare(_ rebuild: ModelRebuild, _ bytes: [UInt8]) throws(Failure) -> String {
        let name = rebuild.version.identity.name.visible
        guard ContentHash(of: bytes) == rebuild.version.identity.sha256 else {
            throw Failure(
                "\(name) was made again from \(rebuild.examples) examples, but is not the same: was it made by another digitd?"
            )
        }
        return "\(name): made again from \(rebuild.examples) examples, the same bit for bit\n"
    }

    private func add(
        _ rebuild: ModelRebuild,
        _ bytes: [UInt8],
        _ verdict: Gate.Verdict,
        to store: ModelStore,
        _ option: String
    ) throws -> String {
        let name = try store.add(bytes)
        return """
            \(name.visible): \(rebuild.version.identity.name.visible) from \(rebuild.parent.identity.name.visible) and \
            \(rebuild.examples) examples, without \(without.count)
            the gate would say: \(verdict.isAccepted ? "accepted" : "refused"), \(verdict.reason.visible)
            use it with: digitd model activate\(option) \(name.visible)

            """
    }

    /// The hash that is meant: 64 hex digits, or those of a file's content.
    private func hash(_ text: String) throws -> ContentHash {
        if let hash = ContentHash(hex: text) { return hash }
        guard access(text, F_OK) == 0 else {
            throw Failure("--without '\(text.visible)' is neither 64 hex digits nor a file")
        }
        var digester = ContentHash.Digester()
        do {
            try LooseFiles.readParts(RawArguments.bytes(of: text)) { digester.update($0.span.bytes) }
        } catch {
            throw Failure("\(text.visible) can't be read (\(error)): name a file that can be")
        }
        return digester.finalize()
    }
}
