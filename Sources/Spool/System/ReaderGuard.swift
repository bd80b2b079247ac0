internal import CSystemCalls
import Glibc
import Synchronization

/// Knows which picture each thread is reading, and how often the reader has crashed or hung on a picture, over restarts.
///
/// Where that happens it writes a note (`.digitd/crashes`) and starts the program anew in the same process. A SIGKILL, a
/// power cut, and signals that other processes send leave no note.
public final class ReaderGuard: Sendable {
    /// After so many crashes a picture is not read any more.
    public static let mostCrashes = 2

    private let folder: Descriptor
    private let notes: [[UInt8]: Note]
    private static let file = "crashes"
    private static let keyLength = 64
    private static let mostBytes = 1 << 20

    /// What is known of a picture on which the reader crashed.
    public struct Note: Sendable, Equatable {
        /// How often.
        public var count: Int
        /// The signal, or `hung`; of the last time.
        public var cause: String
    }

    /// The guard of a root. Reads its notes.
    public init(_ layout: SpoolLayout) throws(SpoolError) {
        folder = try layout.open(.state)
        do {
            notes = try Self.read(folder)
        } catch {
            throw .file(path: layout.path(of: .state) + "/" + Self.file, error)
        }
    }

    /// Begins to guard this process; once in its life.
    public func start() {
        // Both are used as long as the process lives.
        _ = Unmanaged.passRetained(folder)
        digitd_guard_start(folder.number, strdup(Self.file), CommandLine.unsafeArgv)
    }

    /// What is known of the picture with this SHA-256, as 64 hex digits.
    public func note(of key: [UInt8]) -> Note? { notes.isEmpty ? nil : notes[key] }

    /// Runs `body`, in which thread number `reader` reads the picture with this SHA-256.
    public func reading<Value>(_ key: [UInt8], by reader: Int, _ body: () -> Value) -> Value {
        precondition(key.count == Self.keyLength && reader < DIGITD_READERS, "\(key.count), \(reader)")
        withCString(key) { digitd_guard_begin(Int32(reader), $0) }
        defer { digitd_guard_end(Int32(reader)) }
        return body()
    }

    /// The SHA-256 of a picture that has taken more processor time than `limit` since this was first asked while it was
    /// read. For one task, which asks again and again.
    public func hanging(limit: Duration) -> String? {
        var key = [CChar](repeating: 0, count: Self.keyLength + 1)
        guard digitd_guard_hanging(limit.nanoseconds, &key) == 1 else { return nil }
        return String(decoding: key.prefix(Self.keyLength).map(UInt8.init(bitPattern:)), as: UTF8.self)
    }

    /// Takes a note of a picture that hangs, and starts the program anew. Returns where that is not possible.
    public func restart(hanging key: String) {
        _ = digitd_guard_restart(key, "hung")
    }

    private static func read(_ folder: Descriptor) throws(SystemError) -> [[UInt8]: Note] {
        let name = Array(file.utf8)
        guard let size = try folder.status(of: name)?.stamp.size else { return [:] }
        let descriptor = try folder.open(name, O_RDONLY | O_NOFOLLOW)
        // Of a file that has grown beyond all measure, the newest notes.
        lseek(descriptor.number, off_t(max(0, size - Int64(mostBytes))), SEEK_SET)
        var bytes = [UInt8](repeating: 0, count: Int(min(size, Int64(mostBytes))))
        let count = try descriptor.read(into: &bytes, count: bytes.count)
        var notes: [[UInt8]: Note] = [:]
        for line in bytes[..<count].split(separator: UInt8(ascii: "\n")) {
            guard line.count > keyLength + 1, line[line.startIndex + keyLength] == UInt8(ascii: " ") else { continue }
            let cause = String(decoding: line.dropFirst(keyLength + 1), as: UTF8.self)
            notes[Array(line.prefix(keyLength)), default: Note(count: 0, cause: cause)].count += 1
            notes[Array(line.prefix(keyLength))]!.cause = cause
        }
        return notes
    }
}
