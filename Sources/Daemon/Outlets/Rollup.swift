import Logging
import Spool
import Synchronization

/// The rolling file of all results. The lanes add to a buffer, which takes no time; a thread of its own writes it out,
/// what has come together in one write.
///
/// Where the file can't be written, lines wait in the buffer until it is full; those that then come are missing, and
/// counted.
final class Rollup: Sendable {
    private struct Buffer {
        var bytes: [UInt8] = []
        var lines = 0
        /// Lines there was no room for since the last write.
        var missing = 0
        var hasFailed = false
    }

    /// Bytes that may wait.
    static let capacity = 4 << 20

    let format: RollupFormat
    /// One element for what was added since the last one was taken.
    let additions: AsyncStream<Void>
    private let bell: AsyncStream<Void>.Continuation
    private let file: RollingFile
    private let path: String
    private let buffer = Mutex(Buffer())
    private let state: DaemonState
    private let log: Logger

    /// - Returns: nil where no such file is wanted.
    init?(_ configuration: DaemonConfiguration, state: DaemonState, log: Logger) {
        format = configuration.rollup
        guard format != .off else { return nil }
        path = "\(configuration.root)/\(format.fileName)"
        file = RollingFile(
            path: path,
            header: format.header,
            largest: Int64(configuration.rollupMegabytes) * 1_000_000,
            kept: configuration.rollupFiles
        )
        (additions, bell) = AsyncStream.makeStream(bufferingPolicy: .bufferingNewest(1))
        self.state = state
        self.log = log
    }

    /// Takes the results of a batch.
    func add(_ results: [FiledResult]) {
        var lines: [UInt8] = []
        for result in results { format.append(result, to: &lines) }
        let fits = buffer.withLock { buffer in
            guard buffer.bytes.count + lines.count <= Self.capacity else {
                buffer.missing += results.count
                return false
            }
            buffer.bytes += lines
            buffer.lines += results.count
            return true
        }
        if !fits { state.change { $0.missingInRollup += results.count } }
        bell.yield()
    }

    /// Writes what waits. Blocks in system calls; to be called by one thread at a time.
    ///
    /// - Returns: whether nothing is left to write.
    @discardableResult
    func flush() -> Bool {
        let (bytes, lines) = buffer.withLock { buffer in
            defer { (buffer.bytes, buffer.lines) = ([], 0) }
            return (buffer.bytes, buffer.lines)
        }
        guard !bytes.isEmpty else { return true }
        do {
            try file.append(bytes)
            noteSuccess()
            return true
        } catch {
            let isNew = buffer.withLock { buffer in
                defer { buffer.hasFailed = true }
                buffer.bytes = bytes + buffer.bytes
                buffer.lines += lines
                return !buffer.hasFailed
            }
            if isNew {
                log.warning("the rollup can't be written", metadata: ["file": "\(path)", "reason": "\(error)"])
                state.note(error: "\(path): can't be written (\(error)); the results are safe")
            }
            return false
        }
    }

    private func noteSuccess() {
        let (missing, hadFailed) = buffer.withLock { buffer in
            defer { (buffer.missing, buffer.hasFailed) = (0, false) }
            return (buffer.missing, buffer.hasFailed)
        }
        guard missing > 0 || hadFailed else { return }
        log.warning("the rollup is written again", metadata: ["file": "\(path)", "missing": "\(missing)"])
    }

    /// The last try; what can't be written now is missing.
    func close() {
        guard !flush() else { return }
        let (lines, missing) = buffer.withLock { ($0.lines, $0.missing) }
        state.change { $0.missingInRollup += lines }
        log.warning("the rollup ends incomplete", metadata: ["file": "\(path)", "missing": "\(lines + missing)"])
    }
}
