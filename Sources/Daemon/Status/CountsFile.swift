import Glibc
import Spool

/// The counts of a root, written over in place with every batch, so that a killed daemon has forgotten none but those
/// of the batch it was killed in. Not forced to the disk.
final class CountsFile: Sendable {
    private let descriptor: Descriptor

    /// Opens the file of a root, made where it is missing.
    init(root: String) throws(SpoolError) {
        let path = Self.path(root)
        let number = open(path, O_RDWR | O_CREAT | O_CLOEXEC | O_NOFOLLOW, 0o666)
        guard number >= 0 else { throw .file(path: path, SystemError(number: errno, call: "open")) }
        descriptor = Descriptor(owning: number)
    }

    /// What it says; nil where it says nothing.
    var counts: Counts? { Self.read(descriptor.number) }

    /// What the file of a root says; nil where there is none, or it says nothing.
    static func read(root: String) -> Counts? {
        let number = open(path(root), O_RDONLY | O_CLOEXEC | O_NOFOLLOW)
        guard number >= 0 else { return nil }
        defer { close(number) }
        return read(number)
    }

    /// Replaces what it says. A failure does no harm: the next batch writes again.
    func write(_ counts: Counts) {
        let text = Self.text(counts)
        _ = pwrite(descriptor.number, text, text.count, 0)
    }

    /// Always the same length, so that a new text covers the old one: `classified N uncertain N rejected N`, each
    /// number with 19 digits.
    static func text(_ counts: Counts) -> [UInt8] {
        let parts = [("classified", counts.classified), ("uncertain", counts.uncertain), ("rejected", counts.rejected)]
        let words = parts.map { name, number in
            let digits = String(number)
            return "\(name) \(String(repeating: "0", count: 19 - digits.count))\(digits)"
        }
        return Array((words.joined(separator: " ") + "\n").utf8)
    }

    static func counts(_ text: [UInt8]) -> Counts? {
        let words = String(decoding: text, as: UTF8.self).split(whereSeparator: \.isWhitespace)
        guard words.count == 6, words[0] == "classified", words[2] == "uncertain", words[4] == "rejected",
            let classified = Int(words[1]), let uncertain = Int(words[3]), let rejected = Int(words[5]),
            classified >= 0, uncertain >= 0, rejected >= 0
        else { return nil }
        var counts = Counts()
        counts.classified = classified
        counts.uncertain = uncertain
        counts.rejected = rejected
        return counts
    }

    private static func path(_ root: String) -> String { "\(root)/\(SpoolFolder.state.rawValue)/counts" }

    private static func read(_ descriptor: Int32) -> Counts? {
        var bytes = [UInt8](repeating: 0, count: 256)
        let count = pread(descriptor, &bytes, bytes.count, 0)
        return count > 0 ? counts(Array(bytes[..<count])) : nil
    }
}
