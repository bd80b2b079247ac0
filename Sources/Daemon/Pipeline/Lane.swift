import Recognition
import Spool
import Synchronization

/// One line of work from file to result: takes files, reads and normalises each, lets the network read them together,
/// files them away together. It owns its buffers and belongs to one thread.
final class Lane {
    private let works: Workshop
    private let number: Int
    private var reader: DigitReader
    private var buffer: [UInt8] = []
    private var pending: [PendingPicture] = []
    private var firstBegan: Int64 = 0
    private var memory = FreedMemory()

    private static let mostAtOnce = 16 << 20
    /// A buffer larger than this is not kept for the next file.
    private static let keptBuffer = 4 << 20
    /// Slow pictures are answered after this long, nanoseconds, however few they are.
    private static let patience: Int64 = 200_000_000
    /// So many times the processor's time that a reading may take pass before it counts as hanging by the clock.
    private static let patienceOfGuard: Int64 = 10

    init(_ works: Workshop, number: Int) {
        self.works = works
        self.number = number
        reader = works.reader(works.models.snapshot)
    }

    /// Works until there are no more files, or none are wanted.
    func run() {
        while true {
            if pending.isEmpty { works.heartbeat.rest(lane: number) }
            guard let share = works.source.take(waits: pending.isEmpty && !memory.isKept) else { break }
            if works.probe.take() { passProbe() }
            if share.files.isEmpty {
                answer()
                memory.release()
            }
            for file in share.files where !works.source.isEnded {
                works.heartbeat.work(lane: number, since: now())
                prepare(file)
                if pending.count >= share.most || (!pending.isEmpty && now() - firstBegan > Self.patience) {
                    answer()
                }
            }
        }
        answer()
        memory.release()
        works.heartbeat.rest(lane: number)
    }

    private func now() -> Int64 { works.clock.monotonic() }

    /// - Parameter most: bytes of a file that is read at once with those of other lanes; of larger ones there is one in
    ///   memory at a time, however many lanes there are.
    private func prepare(_ file: SpoolFile, upTo most: Int = Lane.mostAtOnce) {
        let began = now()
        var picture: PendingPicture
        // Whatever becomes of the file: one that is still being written is read and left again.
        defer { if buffer.capacity > Self.keptBuffer { buffer = [] } }
        switch works.intake.read(file, into: &buffer, upTo: most) {
        case .large:
            // What is in hand does not wait with it.
            answer()
            works.heartbeat.rest(lane: number)
            return works.largeFiles.withLock { _ in
                guard !works.source.isEnded else { return works.intake.putBack([file]) }
                works.heartbeat.work(lane: number, since: now())
                prepare(file, upTo: .max)
            }
        case .ready(let stamp):
            picture = PendingPicture(file, stamp, content(), began: began)
        case .tooLarge(let stamp):
            guard let refused = works.tooLarge(file, stamp, lane: number, began: began) else {
                return works.intake.putBack([file])
            }
            picture = refused
        case .unreadable(let stamp, let error):
            let message = "can't be read (\(error)); check its rights and the disk"
            let rejection = Rejection(code: .unreadable, message: message)
            picture = PendingPicture(file, stamp, .refused(rejection, sha256: nil), began: began)
        case .notNow:
            return
        }
        memory.note(picture.size)
        guard claim(&picture) else { return works.intake.postpone(file) }
        if pending.isEmpty { firstBegan = began }
        pending.append(picture)
    }

    /// What the bytes in the buffer give, under the eyes of the guard.
    private func content() -> PendingPicture.Content {
        let hash = ContentHash(of: buffer)
        let key = hash.hexBytes
        if let note = works.readerGuard.note(of: key), note.count >= ReaderGuard.mostCrashes {
            let message =
                "the reader ended on this file \(note.count) times (\(note.cause)); please report it, with the file"
            return .refused(Rejection(code: .crashedReader, message: message), sha256: hash)
        }
        // The guard ends what takes too long, by the processor's time, which busy machines give slowly.
        let allowance = Self.patienceOfGuard * works.configuration.limitTime.nanoseconds
        works.heartbeat.work(lane: number, since: now(), allowance: allowance)
        defer { works.heartbeat.work(lane: number, since: now()) }
        return works.readerGuard.reading(key, by: number) {
            .prepared(works.preparer.prepare(buffer, sha256: hash))
        }
    }

    /// Finds out whether the content was read before; false where a file with it is in hand in another lane.
    private func claim(_ picture: inout PendingPicture) -> Bool {
        guard let duplicates = works.duplicates, let hash = picture.sha256 else { return true }
        var answer = duplicates.claim(hash)
        if answer == .inHand {
            // It may be in this very batch.
            self.answer()
            answer = duplicates.claim(hash)
        }
        switch answer {
        case .first: break
        case .seen(let first): picture.duplicateOf = first
        case .inHand: return false
        }
        return true
    }

    /// Goes the way of a file with the probe's picture, but files nothing: what would be written is looked up.
    private func passProbe() {
        works.heartbeat.work(lane: number, since: now())
        let picture = works.preparer.prepare(works.probe.picture)
        let model = works.models.snapshot
        if model.identity != reader.model.identity { reader = works.reader(model) }
        guard let outcome = reader.read([picture]).first else { return }
        let result = DigitResult(
            file: "",
            sha256: picture.sha256,
            outcome: outcome,
            image: picture.size,
            model: model.identity,
            classifiedAt: Timestamp.now
        )
        guard !result.encoded().isEmpty else { return }
        works.filings[number].withLock { _ in works.probe.look(at: works.state.root) }
        works.probe.pass()
        if pending.isEmpty { works.heartbeat.rest(lane: number) }
    }

    /// The network reads what is pending, and it is filed away.
    private func answer() {
        guard !pending.isEmpty else { return }
        works.heartbeat.work(lane: number, since: now())
        let model = works.models.snapshot
        if model.identity != reader.model.identity { reader = works.reader(model) }
        let outcomes = read()
        let at = Timestamp.now
        let answers = zip(pending, outcomes).map { picture, outcome in
            DigitResult(
                file: picture.file.displayPath,
                sha256: picture.sha256,
                outcome: outcome,
                image: picture.size,
                model: model.identity,
                classifiedAt: at,
                ink: picture.ink,
                duplicateOf: picture.duplicateOf
            )
        }
        let filings = zip(pending, answers).map { picture, answer in
            let isDuplicate = picture.duplicateOf != nil
            let isSkipped = isDuplicate && works.configuration.duplicates == .skip
            return Spool.Outcome(
                file: picture.file,
                stamp: picture.stamp,
                sha256: picture.sha256?.hexBytes ?? [],
                result: isSkipped ? [] : answer.encoded(),
                destination: works.destination(of: answer.outcome, isSkipped: isSkipped),
                isDuplicate: isDuplicate
            )
        }
        let results = works.filings[number].withLock { $0.file(filings) }
        works.intake.finish(pending.map(\.file), results)
        works.outlets.tell(answers, filings, results)
        for picture in pending where picture.duplicateOf == nil {
            if let hash = picture.sha256 { works.duplicates?.release(hash) }
        }
        works.note(pending, outcomes, results)
        works.readings?.keep(pending, outcomes, results)
        pending.removeAll(keepingCapacity: true)
    }

    private func read() -> [Recognition.Outcome] {
        let pictures = pending.compactMap(\.prepared)
        var readings = reader.read(pictures).makeIterator()
        return pending.map { picture in
            switch picture.content {
            case .prepared: readings.next()!
            case .refused(let rejection, _): .rejected(rejection)
            }
        }
    }
}
