import ArgumentParser
import Imaging
import Training

/// `digitd draw`: practice digits that look handwritten.
struct DrawCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "draw",
        abstract: "Draw labelled practice digits: folders 0 to 9 of PNG files.",
        discussion: """
            The same options and seed draw the same pictures. With --samples, one folder of digits in every look \
            and encoding, a few files that must be rejected or doubted, and expected.json.
            """
    )

    @Option(help: ArgumentHelp("The folder the pictures go to; nothing in it is overwritten.", valueName: "DIR"))
    var out: String

    @OptionGroup var file: ConfigOptions

    @Option(help: ArgumentHelp("Pictures of each digit.", valueName: "N"))
    var count = 20

    @Option(help: ArgumentHelp("The seed of everything random.", valueName: "N"))
    var seed: UInt64 = 1

    @Option(
        parsing: .upToNextOption,
        help: ArgumentHelp("Looks, in turn: clean, paint, scan, photo (default: all).", valueName: "LOOK")
    )
    var look: [Look] = []

    @Option(
        parsing: .upToNextOption,
        help: ArgumentHelp("Ways of writing: a style (4.open) or a digit (4) (default: all).", valueName: "STYLE")
    )
    var style: [String] = []

    @Option(
        parsing: .upToNextOption,
        help: ArgumentHelp("Ways of writing to leave out, by the same names.", valueName: "STYLE")
    )
    var without: [String] = []

    @Option(help: ArgumentHelp("The shortest and longest side in pixels, such as 28-512.", valueName: "MIN-MAX"))
    var sides: SideRange?

    @Option(help: ArgumentHelp("Consecutive pictures by one hand.", valueName: "N"))
    var perWriter = 1

    @Option(
        parsing: .unconditional,
        help: ArgumentHelp(
            "How far every hand leans to the right, -0.6 to 0.9 of the height (default: each its own).",
            valueName: "SHARE"
        )
    )
    var slant: Float?

    @Option(
        parsing: .unconditional,
        help: ArgumentHelp(
            "How far every hand turns its digits clockwise, -34 to 34 degrees (default: each its own).",
            valueName: "DEGREES"
        )
    )
    var turn: Float?

    @Flag(help: "Make a folder of samples: digits, bad files and expected.json.")
    var samples = false

    func validate() throws {
        guard count > 0, count <= 1_000_000 else { throw ValidationError("--count must be 1 to 1000000") }
        guard perWriter > 0 else { throw ValidationError("--per-writer must be 1 or more") }
        do {
            guard try !DigitStyle.selection(only: style, without: without).isEmpty else {
                throw ValidationError("--without leaves no way of writing: name fewer")
            }
        } catch let error as UnknownStyleError {
            throw ValidationError(error.description)
        }
        guard slant.map({ (-0.6...0.9).contains($0) }) ?? true else { throw ValidationError("--slant: -0.6 to 0.9") }
        guard turn.map({ (-34...34).contains($0) }) ?? true else { throw ValidationError("--turn: -34 to 34") }
        let hasHand = slant != nil || turn != nil || perWriter != 1
        if samples, !look.isEmpty || !style.isEmpty || !without.isEmpty || sides != nil || hasHand {
            throw ValidationError("--samples goes with --out, --count and --seed alone")
        }
    }

    /// The folder, with no slash at its end.
    private var outFolder: String {
        var folder = out[...]
        while folder.count > 1, folder.hasSuffix("/") { folder.removeLast() }
        return String(folder)
    }

    func run() async throws {
        // Nothing of them bears on drawing; a file that is wrong is told all the same.
        _ = try LoadedSettings.load(file)
        let folder = outFolder
        try NewFile.makeFolder(folder)
        if samples {
            let samples = try SampleSet(countPerDigit: count, seed: seed).samples()
            for sample in samples { try NewFile.write(sample.bytes, to: "\(folder)/\(sample.name)") }
            try NewFile.write(Array(SampleSet.expected(samples).utf8), to: "\(folder)/expected.json")
            return
        }
        var configuration = PracticeSet.Configuration()
        configuration.countPerDigit = count
        configuration.styles = try DigitStyle.selection(only: style, without: without)
        if !look.isEmpty { configuration.looks = look }
        configuration.sides = sides?.range
        configuration.picturesPerWriter = perWriter
        configuration.slant = slant
        configuration.rotation = turn.map { $0 * .pi / 180 }
        configuration.seed = seed
        try await write(PracticeSet(configuration), to: folder)
    }

    /// Renders and writes the set to a folder, each processor its share.
    private func write(_ set: PracticeSet, to folder: String) async throws {
        for digit in Set(set.prefix(10).map(\.label)) { try NewFile.makeFolder("\(folder)/\(digit)") }
        let shares = max(1, min(ProcessorCount.online, set.count))
        let progress = ProgressBar()
        try await withThrowingTaskGroup(of: Void.self) { group in
            for share in 0..<shares {
                group.addTask {
                    for index in stride(from: share, to: set.count, by: shares) {
                        try Task.checkCancellation()
                        let digit = set[index]
                        let raster = digit.picture.raster()
                        let bytes = try PNGEncoding.fitting(raster)[0].encode(raster)
                        try NewFile.write(bytes, to: "\(folder)/\(digit.fileName)")
                        progress.show(
                            ProgressLine(label: "drawing", fraction: Double(index) / Double(set.count))
                        )
                    }
                }
            }
            try await group.waitForAll()
        }
        progress.clear()
    }
}

extension Look: ExpressibleByArgument {}

/// A range of sides on the command line: `28-512`.
struct SideRange: ExpressibleByArgument {
    /// The range, within 8 to 4096.
    let range: ClosedRange<Int>

    init?(argument: String) {
        let parts = argument.split(separator: "-", omittingEmptySubsequences: false).map { Int($0) }
        guard parts.count == 2, let low = parts[0], let high = parts[1], low >= 8, low <= high, high <= 4096 else {
            return nil
        }
        range = low...high
    }
}
