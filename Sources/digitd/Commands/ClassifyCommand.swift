import ArgumentParser
import Recognition
import Spool

/// `digitd classify`: reads pictures where they lie and prints what they say.
struct ClassifyCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "classify",
        abstract: "Read pictures where they lie and print the results.",
        discussion: """
            Nothing is moved, and nothing written but OUT.png. Of a folder, every file below it is read but links, \
            dot-files and partial names. The default model reads; with --root, the one in use there. Exit status 1 \
            means that some were rejected, 2 that not every path could be read.
            """
    )

    @OptionGroup var root: RootOptions
    @OptionGroup var model: ModelOptions

    @Option(help: "How results are written: table, ndjson (one result a line) or csv.")
    var format = ResultFormat.table

    @OptionGroup var explanation: ExplainOptions

    @Argument(help: ArgumentHelp("Pictures, or folders of them; - is a picture on standard input.", valueName: "path"))
    var paths: [String]

    /// How many pictures go through together: enough for every processor, few enough to be seen soon.
    private static let batch = 128

    func validate() throws {
        if explanation.printsText, format != .table {
            throw ValidationError("--explain prints for people; ndjson has the explanation in every result")
        }
    }

    func run() async throws {
        let loaded = try LoadedSettings.load(root, model)
        let model = try loaded.chosenModel()
        let reader = DigitReader(model, threshold: loaded.settings.daemon.threshold(of: model))
        let doubts = DoubtText(model: model, threshold: reader.threshold)
        let queue = PictureQueue(loaded.settings)
        let (files, areAllThere) = filesToRead(limit: queue.limitBytes)
        if files.isEmpty, !areAllThere { throw StatusError(status: .failed) }
        try explanation.expectNewSheet(of: files)
        var output = StandardOutput()
        let names = format == .table ? files.map(NameEscaping.text) : []
        let writer = ResultWriter(format: format, files: names)
        var sheet = try explanation.sheet(of: files.count, model: reader.model)
        if !explanation.printsText { try output.write { writer.appendHeader(to: &$0) } }
        var someRejected = false
        for start in stride(from: 0, to: files.count, by: Self.batch) {
            let batch = files[start..<min(start + Self.batch, files.count)]
            let results = await queue.results(of: batch, reader: reader)
            if results.contains(where: { $0.outcome.status == .rejected }) { someRejected = true }
            if explanation.printsText {
                let texts = await explanation.texts(of: results, at: batch, queue, doubts: doubts)
                for text in texts { try output.write(text) }
            } else {
                for result in results { try output.write { writer.append(result, to: &$0) } }
            }
            try await sheet?.append(results, at: batch, queue)
            try output.flush()
        }
        try output.flush()
        try sheet?.write()
        if !areAllThere { throw StatusError(status: .failed) }
        if someRejected { throw StatusError(status: .someRejected) }
    }

    /// Every file of every path, before the first is read, and whether all could be looked at. What could not is told
    /// at once, and the others are read all the same.
    private func filesToRead(limit: Int) -> (files: [[UInt8]], areAllThere: Bool) {
        var files: [[UInt8]] = []
        var problems: [String] = []
        for bytes in RawArguments.bytes(of: paths) {
            if bytes == LooseFiles.standardInput {
                do {
                    if !files.contains(bytes) { try StandardInput.hold(limit: limit) }
                    files.append(bytes)
                } catch {
                    problems.append(error.description)
                }
                continue
            }
            let name = NameEscaping.text(bytes).visible
            if PicturePath.isIrregular(bytes) {
                problems.append("\(name) is no regular file; save it to a file first")
                continue
            }
            let before = problems.count
            do {
                let found = try LooseFiles.files(at: bytes) { folder, error in
                    let name = NameEscaping.text(folder).visible
                    problems.append("\(name) can't be listed (\(error)): check its rights")
                }
                if found.isEmpty, problems.count == before {
                    StandardError.write("digitd: \(name) holds no pictures\n")
                }
                files += found
            } catch {
                problems.append("\(name) can't be read (\(error)): name a picture or folder that is there")
            }
        }
        for problem in problems { StandardError.write("digitd: error: \(problem)\n") }
        return (files, problems.isEmpty)
    }
}
