import Imaging
import Logging
import Recognition
import Spool
import Synchronization

/// What the lanes of a pipeline share.
final class Workshop: Sendable {
    let configuration: DaemonConfiguration
    let intake: Intake
    let source: FileSource
    let filings: [FilingLane]
    let models: CurrentModel
    let state: DaemonState
    let preparer: PicturePreparer
    let heartbeat: Heartbeat
    let readerGuard: ReaderGuard
    let outlets: Outlets
    /// nil where duplicates are read like any other file.
    let duplicates: DuplicateDesk?
    /// nil where nothing is kept.
    let readings: ReadingKeeper?
    /// Why originals could not leave the inbox, told once until all have.
    let owedCauses = Mutex<Set<Int32>>([])
    /// Held while a large file is in memory.
    let largeFiles = Mutex(())
    let probe = Probe()
    let clock: SpoolClock
    let log: Logger

    func reader(_ model: DigitModel) -> DigitReader {
        DigitReader(model, threshold: configuration.threshold(of: model))
    }

    init(
        _ configuration: DaemonConfiguration,
        layout: SpoolLayout,
        readerGuard: ReaderGuard,
        intake: Intake,
        filings: [FilingLane],
        heartbeat: Heartbeat,
        models: CurrentModel,
        outlets: Outlets,
        state: DaemonState,
        clock: SpoolClock,
        log: Logger
    ) {
        self.configuration = configuration
        self.readerGuard = readerGuard
        self.intake = intake
        self.filings = filings
        self.heartbeat = heartbeat
        self.models = models
        self.outlets = outlets
        self.state = state
        self.clock = clock
        self.log = log
        duplicates = configuration.duplicates == .classify ? nil : DuplicateDesk(layout)
        readings = ReadingKeeper(root: configuration.root, capacity: configuration.keepReadings, log: log)
        let wanted = configuration.batchSize * filings.count + Self.otherDescriptors
        let batchSize = Self.batchSize(
            configuration.batchSize,
            lanes: filings.count,
            descriptors: DescriptorLimit.raise(to: wanted)
        )
        source = FileSource(intake, lanes: filings.count, batchSize: batchSize)
        preparer = PicturePreparer(limits: configuration.decodingLimits)
    }

    /// The most pictures one batch holds: as the settings say, and no more than there can be files open at once, for
    /// each result is an open file until it has its name.
    static func batchSize(_ wanted: Int, lanes: Int, descriptors: Int) -> Int {
        min(wanted, max(1, (descriptors - otherDescriptors) / lanes))
    }

    /// For folders, journals and what else a daemon has open.
    private static let otherDescriptors = 256

    /// Where an original goes.
    ///
    /// - Parameter isSkipped: it is a duplicate without a result of its own; nobody need look at it again.
    func destination(of outcome: Recognition.Outcome, isSkipped: Bool = false) -> Spool.Outcome.Destination {
        Self.destination(of: outcome, isSkipped: isSkipped, originals: configuration.originals)
    }

    static func destination(
        of outcome: Recognition.Outcome,
        isSkipped: Bool = false,
        originals: DaemonConfiguration.Originals
    ) -> Spool.Outcome.Destination {
        switch outcome {
        case .uncertain where isSkipped, .blank where isSkipped, .classified:
            originals == .delete ? .delete : .processed
        case .uncertain(_, let reading): .review(placement: String(reading.digit))
        case .blank: .review(placement: Self.blankPlacement)
        case .rejected: .rejected
        }
    }

    /// The folder below `review/` for pictures without ink.
    static let blankPlacement = "blank"
    /// All folders below `review/` that originals are placed in.
    static let placements = (0...9).map(String.init) + [blankPlacement]

    /// A file of more bytes than may be read: refused, with the hash that its result names; nil where the end comes
    /// before that of the file.
    func tooLarge(_ file: SpoolFile, _ stamp: FileStamp, lane: Int, began: Int64) -> PendingPicture? {
        let rejection: Rejection
        let most = PicturePreparer.mostHashed(limit: configuration.limitBytes)
        // Gigabytes take longer than the watchdog waits.
        let hash =
            stamp.size > most
            ? nil
            : file.opened(as: stamp).flatMap { opened in
                FileHash.of(opened) {
                    heartbeat.work(lane: lane, since: clock.monotonic())
                    return !source.isEnded
                }
            }
        if hash == nil, source.isEnded { return nil }
        if hash != nil {
            let error = PNGError.tooManyBytes(count: Int(stamp.size), limit: configuration.limitBytes)
            rejection = Rejection(error)
        } else if stamp.size > most {
            let message =
                "\(stamp.size) bytes, more than the \(most) that are hashed; make it smaller or raise limit_bytes"
            rejection = Rejection(code: .unreadable, message: message)
        } else {
            rejection = Rejection(code: .unreadable, message: "can't be read; check its rights and the disk")
        }
        return PendingPicture(file, stamp, .refused(rejection, sha256: hash), began: began)
    }

    /// Takes what became of a batch into the log and the counts.
    func note(_ pictures: [PendingPicture], _ outcomes: [Recognition.Outcome], _ results: [FilingResult]) {
        let now = clock.monotonic()
        let wall = clock.wall()
        var counts = Counts()
        var rejected = 0
        var latencies = LatencyHistogram()
        var isPostponed = false
        for ((picture, outcome), result) in zip(zip(pictures, outcomes), results) {
            switch result {
            case .filed(let names):
                counts[kind(picture, outcome)] += 1
                if outcome.status == .rejected { rejected += 1 }
                latencies.add(nanoseconds: wall - picture.stamp.changed)
                say(picture, outcome, names, at: now)
            case .owed(let names, let error):
                latencies.add(nanoseconds: wall - picture.stamp.changed)
                say(picture, outcome, names, at: now)
                let isNew = owedCauses.withLock { $0.insert(error.number).inserted }
                log.log(
                    level: isNew ? .warning : .info,
                    "original can't leave the inbox yet",
                    metadata: [
                        "file": "\(picture.file.displayPath)", "id": "\(picture.id)",
                        "to": "\(names.folder?.rawValue ?? "")", "reason": "\(error)",
                    ]
                )
                if isNew {
                    let file = picture.file.displayPath
                    let place = names.folder?.rawValue ?? "its place"
                    state.note(error: "\(file) is read, but can't go to \(place): \(error)")
                }
            case .vanished:
                log.notice("gone before it was filed", metadata: Self.name(picture))
            case .changed:
                log.info("written to while it was read", metadata: Self.name(picture))
            case .postponed:
                isPostponed = true
            case .held: break
            }
        }
        state.add(counts, rejected: rejected, latencies)
        // The cause is known to the intake: it hands them out again when it is worth another try.
        if isPostponed { source.giveBack() }
    }

    private func kind(_ picture: PendingPicture, _ outcome: Recognition.Outcome) -> Counts.Kind {
        if picture.duplicateOf != nil { return .duplicate }
        return Counts.Kind(outcome.status)
    }

    private static func name(_ picture: PendingPicture) -> Logger.Metadata {
        ["file": "\(picture.file.displayPath)", "id": "\(picture.id)"]
    }

    private func say(_ picture: PendingPicture, _ outcome: Recognition.Outcome, _ names: FiledNames, at now: Int64) {
        guard log.logLevel <= .notice else { return }
        let isSkipped = picture.duplicateOf != nil && configuration.duplicates == .skip
        var metadata = OutcomeMetadata.of(
            outcome,
            file: picture.file.displayPath,
            id: picture.id,
            result: isSkipped ? nil : String(decoding: names.result, as: UTF8.self),
            nanoseconds: now - picture.began
        )
        if let first = picture.duplicateOf { metadata["duplicate_of"] = .string(first) }
        log.notice("\(outcome.status.rawValue)", metadata: metadata)
    }
}
