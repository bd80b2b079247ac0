import FoundationEssentials
import Glibc
import Spool

/// The daemon's own record in the root, `.digitd/status.json`. It is no promise: scripts read `digitd status`.
public struct StatusFile: Sendable {
    private let path: String

    /// The file of a root.
    public init(root: String) {
        path = "\(root)/\(SpoolFolder.state.rawValue)/status.json"
    }

    /// What was written last; nil where there is nothing, or nothing that can be read.
    public func read() -> StatusRecord? {
        guard let data = try? Data(contentsOf: URL(filePath: path)) else { return nil }
        return try? JSONDecoder().decode(StatusRecord.self, from: data)
    }

    /// Writes it as a whole, without waiting for the disk. Where there is no room for a new file, the old one is
    /// written over: a full disk is what people look at the status for.
    func write(_ record: StatusRecord) throws {
        let encoder = JSONEncoder()
        encoder.outputFormatting = [.sortedKeys, .prettyPrinted]
        var bytes = [UInt8](try encoder.encode(record))
        // Always the same size, so that writing over takes no more room.
        let padding = max(0, Self.size - bytes.count - 1)
        bytes += [UInt8](repeating: UInt8(ascii: " "), count: padding) + [UInt8(ascii: "\n")]
        do {
            try AtomicFile.write(bytes, to: path, durable: false)
        } catch {
            guard [ENOSPC, EDQUOT].contains(error.number), overwrite(bytes) else { throw error }
        }
    }

    private static let size = 4096

    private func overwrite(_ bytes: [UInt8]) -> Bool {
        let number = open(path, O_WRONLY | O_CLOEXEC | O_NOFOLLOW)
        guard number >= 0 else { return false }
        defer { close(number) }
        return pwrite(number, bytes, bytes.count, 0) == bytes.count && ftruncate(number, off_t(bytes.count)) == 0
    }
}
