import Imaging
import Recognition
import Spool
import Training

/// Reads pictures where they lie, a batch at a time: prepared by all processors, then given to the network together.
struct PictureQueue: Sendable {
    /// Brings bytes to 28x28.
    let preparer: PicturePreparer
    /// The largest file that is read.
    let limitBytes: Int
    /// How many tasks prepare at once.
    let workers: Int

    /// A queue with the limits the settings name.
    init(_ settings: Settings, normalizer: Normalizer = Normalizer()) {
        let daemon = settings.daemon
        preparer = PicturePreparer(
            limits: .init(pixels: daemon.limitPixels, bytes: daemon.limitBytes),
            normalizer: normalizer
        )
        limitBytes = daemon.limitBytes
        workers = daemon.workers ?? ProcessorCount.online
    }

    /// The results of some files, in their order.
    func results(of paths: ArraySlice<[UInt8]>, reader: DigitReader) async -> [DigitResult] {
        let pictures = await prepared(Array(paths))
        let read = pictures.compactMap { picture in if case .success(let picture) = picture { picture } else { nil } }
        var outcomes = reader.read(read).makeIterator()
        return zip(paths, pictures).map { path, picture in
            let file = NameEscaping.text(path)
            let model = reader.model.identity
            switch picture {
            case .success(let picture):
                guard let outcome = outcomes.next() else { preconditionFailure("an outcome a picture") }
                return DigitResult(
                    file: file,
                    sha256: picture.sha256,
                    outcome: outcome,
                    image: picture.size,
                    model: model,
                    classifiedAt: .now,
                    ink: picture.ink
                )
            case .failure(let error):
                return DigitResult(
                    file: file,
                    sha256: nil,
                    outcome: .rejected(
                        Rejection(code: .unreadable, message: "can't be read (\(error)); check its rights")
                    ),
                    image: nil,
                    model: model,
                    classifiedAt: .now
                )
            }
        }
    }

    typealias Prepared = Result<PreparedPicture, SystemError>

    private func prepared(_ paths: [[UInt8]]) async -> [Prepared] {
        await concurrently(paths.count) { prepare(paths[$0]) }
    }

    /// The values of `body` for 0 ..< `count`, in order; each task has its share of them.
    func concurrently<Value: Sendable>(_ count: Int, _ body: @escaping @Sendable (Int) -> Value) async -> [Value] {
        if count == 1 { return [body(0)] }
        let shares = min(workers, count)
        var values = [Value?](repeating: nil, count: count)
        await withTaskGroup(of: [(Int, Value)].self) { group in
            for share in 0..<shares {
                group.addTask { stride(from: share, to: count, by: shares).map { ($0, body($0)) } }
            }
            for await part in group { for (index, value) in part { values[index] = value } }
        }
        return values.map { $0! }
    }

    /// Reads and prepares one file; the error is that of the file system.
    func prepare(_ path: [UInt8]) -> Prepared {
        do throws(SystemError) {
            return .success(try preparer.prepare(file: path))
        } catch {
            return .failure(error)
        }
    }
}
