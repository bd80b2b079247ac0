import Logging
import Recognition
import Spool

/// Measures how fast this machine and the file system of a folder take pictures through the daemon.
public struct StageBench {
    private let configuration: DaemonConfiguration
    private let model: DigitModel
    private let clock = SpoolClock.system

    /// A bench with these settings; their root is where it works, and is to be a new folder.
    public init(_ configuration: DaemonConfiguration, model: DigitModel) {
        self.configuration = configuration
        self.model = model
    }

    /// What each stage takes: all pictures go through one lane, with no sync and then with one for each batch.
    ///
    /// - Parameter fill: puts the pictures into the inbox of a root.
    public func stages(fill: (SpoolLayout) throws -> Void) throws -> StageTimes {
        var times = try run(.none, below: "stages-none", fill: fill)
        if configuration.durability != .none {
            times.takeSync(from: try run(configuration.durability, below: "stages-sync", fill: fill))
        }
        return times
    }

    /// Files a second of the daemon itself, with all its lanes; once in the life of a process.
    public func filesPerSecond(processors: Int, fill: (SpoolLayout) throws -> Void) async throws -> Double {
        var configuration = configuration
        configuration.root += "/daemon"
        // What reaches beyond the root is not to hear of this.
        configuration.metricsFile = nil
        configuration.metricsSocket = nil
        configuration.onResult = nil
        try fill(try filled(configuration.root))
        let log = Logger(label: "bench") { _ in SwiftLogNoOpLogHandler() }
        let setup = DaemonSetup(configuration, finetune: nil, log: log)
        let began = clock.monotonic()
        let summary = try await DaemonRun(setup, once: true, processors: processors, reload: nil).run()
        return Double(summary.counts.answered) * 1e9 / Double(max(1, clock.monotonic() - began))
    }

    /// A root with all its folders, whose making is not to count.
    private func filled(_ root: String) throws -> SpoolLayout {
        let layout = try SpoolLayout(root: root)
        _ = try Recovery.run(layout)
        return layout
    }

    private func run(
        _ durability: DaemonConfiguration.Durability,
        below folder: String,
        fill: (SpoolLayout) throws -> Void
    ) throws -> StageTimes {
        var configuration = configuration
        configuration.root += "/" + folder
        configuration.durability = durability
        let layout = try filled(configuration.root)
        try fill(layout)
        let intake = try Intake(layout, configuration: configuration.intake(once: true))
        let filing = try Filing(layout, configuration: configuration.filing)
        let preparer = PicturePreparer(limits: configuration.decodingLimits)
        let reader = DigitReader(model, threshold: configuration.threshold(of: model))
        var times = StageTimes()
        var buffer: [UInt8] = []
        while true {
            let files = measure(.read, &times) { intake.waitForBatch(limit: configuration.batchSize) }
            guard let files else { return times }
            var read: [(file: SpoolFile, stamp: FileStamp, picture: PreparedPicture)] = []
            for file in files {
                let reading = measure(.read, &times) { intake.read(file, into: &buffer) }
                guard case .ready(let stamp) = reading else { continue }
                read.append((file, stamp, measure(.decode, &times) { preparer.prepare(buffer) }))
            }
            let outcomes = measure(.network, &times) { reader.read(read.map(\.picture)) }
            let filings = measure(.result, &times) {
                zip(read, outcomes).map { answer($0.file, $0.stamp, $0.picture, $1, configuration) }
            }
            let results = measure(.file, &times) { filing.file(filings) }
            intake.finish(filings.map(\.file), results)
            times.files += filings.count
        }
    }

    private func measure<Value>(_ stage: StageTimes.Stage, _ times: inout StageTimes, _ body: () -> Value) -> Value {
        let began = clock.monotonic()
        defer { times.nanoseconds[stage, default: 0] += clock.monotonic() - began }
        return body()
    }

    private func answer(
        _ file: SpoolFile,
        _ stamp: FileStamp,
        _ picture: PreparedPicture,
        _ outcome: Recognition.Outcome,
        _ configuration: DaemonConfiguration
    ) -> Spool.Outcome {
        let result = DigitResult(
            file: file.displayPath,
            sha256: picture.sha256,
            outcome: outcome,
            image: picture.size,
            model: model.identity,
            classifiedAt: Timestamp.now,
            ink: picture.ink
        )
        return Spool.Outcome(
            file: file,
            stamp: stamp,
            sha256: picture.sha256.hexBytes,
            result: result.encoded(),
            destination: Workshop.destination(of: outcome, originals: configuration.originals)
        )
    }
}
