import ArgumentParser
import Glibc
import Imaging
import Recognition
import Spool

/// `digitd stages`: how long each stage takes from a picture's bytes to its result. For developers; not in the help.
struct StagesCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "stages",
        abstract: "Print the time each stage takes for each picture, on one thread, and the peak of memory.",
        shouldDisplay: false
    )

    @OptionGroup var root: RootOptions
    @OptionGroup var model: ModelOptions
    @OptionGroup var limits: DaemonOptions

    @Option(help: ArgumentHelp("How often each stage is timed; the median is printed.", valueName: "N"))
    var repeats = 21

    @Argument(help: ArgumentHelp("Pictures.", valueName: "path"))
    var paths: [String]

    func validate() throws {
        guard (1...10_000).contains(repeats) else { throw ValidationError("--repeats must be 1 to 10000") }
    }

    func run() async throws {
        let loaded = try LoadedSettings.load(root, model, limits)
        let queue = PictureQueue(loaded.settings)
        let reader = DigitReader(try loaded.chosenModel())
        var output = StandardOutput()
        let heads = ["hash", "decode", "normalise", "network", "result", "in all"]
        try output.write("picture".padded(to: 32) + heads.map { $0.padded(leftTo: 11) }.joined() + "  (ms)\n")
        for path in paths {
            let times = try stages(of: RawArguments.bytes(of: path), queue, reader)
            let columns = (times + [times.reduce(0, +)]).map { decimals($0, 3).padded(leftTo: 11) }
            try output.write(path.visible.padded(to: 32) + columns.joined() + "\n")
        }
        var usage = rusage()
        getrusage(__rusage_who_t(RUSAGE_SELF.rawValue), &usage)
        try output.write("peak memory \(decimals(Double(usage.ru_maxrss) / 1024, 1)) MiB\n")
        try output.flush()
    }

    /// Milliseconds of each stage.
    private func stages(of path: [UInt8], _ queue: PictureQueue, _ reader: DigitReader) throws -> [Double] {
        let name = NameEscaping.text(path)
        guard case .bytes(let bytes) = try LooseFiles.read(path, limit: queue.limitBytes) else {
            throw Failure("\(name) has more than \(queue.limitBytes) bytes: raise limit_bytes")
        }
        let preparer = queue.preparer
        let decoded: DecodedPicture
        do {
            decoded = try preparer.decoder.decode(bytes)
        } catch {
            throw Failure("\(name): \(error)")
        }
        let hash = ContentHash(of: bytes)
        let picture = PreparedPicture(
            sha256: hash,
            size: PictureSize(width: decoded.width, height: decoded.height),
            content: .success(preparer.normalizer.normalize(decoded))
        )
        let outcome = reader.read(picture)
        var text: [UInt8] = []
        return [
            median { _ = ContentHash(of: bytes) },
            median { _ = try? preparer.decoder.decode(bytes) },
            median { _ = preparer.normalizer.normalize(decoded) },
            median { _ = reader.read(picture) },
            median {
                text.removeAll(keepingCapacity: true)
                let result = DigitResult(
                    file: name,
                    sha256: hash,
                    outcome: outcome,
                    image: picture.size,
                    model: reader.model.identity,
                    classifiedAt: .now,
                    ink: picture.ink
                )
                result.encode(into: &text)
            },
        ]
    }

    /// The median of the milliseconds that `body` takes.
    private func median(_ body: () -> Void) -> Double {
        let clock = ContinuousClock()
        let times = (0..<repeats).map { _ in clock.measure(body) / .milliseconds(1) }
        return times.sorted()[repeats / 2]
    }
}
