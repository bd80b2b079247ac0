import Glibc

/// A file of lines that grows at its end and begins anew where it would become too large: what was before is then in
/// `NAME.1`, what was before that in `NAME.2`, and so on.
///
/// It is opened for each write, so that people may move or remove it at any time. One process writes.
public struct RollingFile: Sendable {
    private let path: String
    private let header: [UInt8]
    private let largest: Int64
    private let kept: Int

    /// A file at `path`; nothing is made yet.
    ///
    /// - Parameters:
    ///   - header: what each file begins with: whole lines, or nothing.
    ///   - largest: bytes that no file exceeds, but for what is appended to a new one at once.
    ///   - kept: how many files are kept beside the newest, at least 1; the oldest goes.
    public init(path: String, header: [UInt8] = [], largest: Int64, kept: Int) {
        precondition(largest > 0 && kept > 0, "\(largest) bytes, \(kept) files")
        self.path = path
        self.header = header
        self.largest = largest
        self.kept = kept
    }

    /// Appends whole lines in one write, without waiting for the disk.
    ///
    /// All of them or none: where there is no room for all, the file is as it was before. A half line that a power cut
    /// left at the end is closed first, so that every other line stays readable.
    public func append(_ lines: [UInt8]) throws(SystemError) {
        var (file, size) = try open()
        if size > 0, size + Int64(lines.count) > largest {
            try roll()
            (file, size) = try open()
        }
        var text = header
        if size > 0 { text = try file.hasHalfLine(before: size) ? [UInt8(ascii: "\n")] : [] }
        do throws(SystemError) {
            try file.write(text + lines)
        } catch {
            ftruncate(file.number, off_t(size))
            throw error
        }
    }

    private func open() throws(SystemError) -> (Descriptor, size: Int64) {
        // What is no regular file must not make the opening wait.
        let flags = O_RDWR | O_CREAT | O_APPEND | O_NOFOLLOW | O_NONBLOCK | O_CLOEXEC
        let number = retrying { Glibc.open(path, flags, 0o666) }
        guard number >= 0 else { throw .last("open") }
        let file = Descriptor(owning: number)
        let status = try file.status()
        guard status.kind == .regular else { throw SystemError(number: EINVAL, call: "open") }
        return (file, status.stamp.size)
    }

    /// Gives each file the next number, as far as there is none free; what was kept when more were goes.
    private func roll() throws(SystemError) {
        var number = kept + 1
        while unlink("\(path).\(number)") == 0 { number += 1 }
        // A try that ended half-way left a number free: no file goes for it again.
        let free = (1...kept).first { access("\(path).\($0)", F_OK) != 0 } ?? kept
        for number in stride(from: free - 1, through: 0, by: -1) {
            let name = number == 0 ? path : "\(path).\(number)"
            guard Glibc.rename(name, "\(path).\(number + 1)") == 0 || errno == ENOENT else { throw .last("rename") }
        }
    }
}

extension Descriptor {
    /// Whether the byte before `end` ends no line.
    func hasHalfLine(before end: Int64) throws(SystemError) -> Bool {
        guard end > 0 else { return false }
        var last: UInt8 = 0
        let count = retrying { pread(number, &last, 1, off_t(end) - 1) }
        guard count >= 0 else { throw .last("pread") }
        return count == 1 && last != UInt8(ascii: "\n")
    }
}
