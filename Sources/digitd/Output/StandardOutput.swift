import Glibc

/// Standard output, gathered and written in large parts. What can't be written is an error, not a loss in silence.
struct StandardOutput: ~Copyable {
    private var buffer: [UInt8] = []
    private let limit = 65_536

    /// Appends text; it is written when enough has come together.
    mutating func write(_ text: String) throws(Failure) {
        buffer.append(contentsOf: text.utf8)
        if buffer.count >= limit { try flush() }
    }

    /// Lets `body` append bytes; they are written when enough has come together.
    mutating func write(_ body: (inout [UInt8]) -> Void) throws(Failure) {
        body(&buffer)
        if buffer.count >= limit { try flush() }
    }

    /// Writes what has come together.
    mutating func flush() throws(Failure) {
        var written = 0
        while written < buffer.count {
            let count = buffer.withUnsafeBytes {
                Glibc.write(STDOUT_FILENO, $0.baseAddress! + written, $0.count - written)
            }
            if count < 0 {
                if errno == EINTR { continue }
                throw Failure(
                    "standard output can't be written (\(String(cString: strerror(errno)))): mend it and repeat"
                )
            }
            written += count
        }
        buffer.removeAll(keepingCapacity: true)
    }
}
