import ArgumentParser
import Daemon
import FoundationEssentials
import Glibc
import Imaging
import Spool
import Training

/// `digitd bench`: how fast this machine and a folder's file system are.
struct BenchCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "bench",
        abstract: "Measure what each stage takes on this machine and a folder's file system, and what binds.",
        discussion: """
            Works in a new folder (.digitd-bench-N) of the root, or of FOLDER without --root, and removes it afterwards. \
            Takes the pictures below FOLDER, which stay as they are; where there are none, drawn digits of 28x28 pixels. \
            Settings such as durability, batch_size and workers are those of 'digitd run'.
            """
    )

    @OptionGroup var root: RootOptions
    @OptionGroup var model: ModelOptions
    @OptionGroup var daemon: DaemonOptions

    @Option(help: ArgumentHelp("How many files to read.", valueName: "N"))
    var files = 2000

    @Argument(help: ArgumentHelp("Where to work, and the pictures to take.", valueName: "FOLDER"))
    var folder: String?

    func validate() throws {
        guard files >= 1 else { throw ValidationError("--files: at least 1, not \(files)") }
    }

    func run() async throws {
        let loaded = try LoadedSettings.load(root, model, daemon)
        let place = loaded.given["root"] == nil ? folder : loaded.settings.daemon.root
        guard let place else { throw ValidationError("name a folder, or a root with --root") }
        guard FileManager.default.fileExists(atPath: place) else {
            throw Failure("\(place): no such folder; make it, or name another")
        }
        let work = "\(place)/.digitd-bench-\(getpid())"
        try NewFile.makeFolder(work)
        defer { try? FileManager.default.removeItem(atPath: work) }
        let pictures = try pictures(largest: loaded.settings.daemon.limitBytes)
        var configuration = loaded.settings.daemon
        configuration.root = work
        configuration.model = try loaded.chosenModelName()
        let bench = StageBench(configuration, model: try loaded.chosenModel())
        let times = try bench.stages { try fill($0, pictures) }
        let speed = try await bench.filesPerSecond(processors: ProcessorCount.online) { try fill($0, pictures) }
        let workers = configuration.workers ?? ProcessorCount.online
        let output = SharedOutput()
        output.write(BenchText.table(times, speed: speed, workers: workers, configuration: configuration))
        try output.flush()
    }

    /// The bytes of the pictures that lie below the folder, as many as are asked for; drawn ones where there are none.
    private func pictures(largest limit: Int) throws -> [[UInt8]] {
        var pictures: [[UInt8]] = []
        if let folder {
            let names = try LooseFiles.files(at: Array(folder.utf8)) { _, _ in }
            for name in names where pictures.count < files && name.suffix(4).elementsEqual(Array(".png".utf8)) {
                if case .bytes(let bytes) = try LooseFiles.read(name, limit: limit) { pictures.append(bytes) }
            }
        }
        guard pictures.isEmpty else { return pictures }
        var drawing = PracticeSet.Configuration()
        drawing.countPerDigit = min(20, (files + 9) / 10)
        drawing.looks = [.clean]
        drawing.sides = 28...28
        return try PracticeSet(drawing).map { digit in
            let raster = digit.picture.raster()
            return try PNGEncoding.fitting(raster)[0].encode(raster)
        }
    }

    /// Puts `files` pictures into an inbox, again from the first where there are fewer, and on the disk.
    private func fill(_ layout: SpoolLayout, _ pictures: [[UInt8]]) throws {
        for index in 0..<files {
            try NewFile.write(pictures[index % pictures.count], to: "\(layout.path(of: .inbox))/\(index).png")
        }
        sync()
    }
}
