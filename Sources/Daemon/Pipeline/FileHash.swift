import Glibc
import Recognition
import Spool

/// The hash of a file that is too large to be held in memory.
enum FileHash {
    /// The SHA-256 of the regular file at `path`; nil where it can't be read, or is not to be read to its end. Links are
    /// not followed.
    ///
    /// - Parameter goesOn: asked after each part, a few a millisecond.
    static func of(_ path: [UInt8], goesOn: () -> Bool = { true }) -> ContentHash? {
        let name = path.map { CChar(bitPattern: $0) } + [0]
        let number = open(name, O_RDONLY | O_NOFOLLOW | O_NONBLOCK | O_CLOEXEC)
        return number < 0 ? nil : of(Descriptor(owning: number), goesOn: goesOn)
    }

    /// The same of a file that is open.
    static func of(_ file: Descriptor, goesOn: () -> Bool = { true }) -> ContentHash? {
        var digester = ContentHash.Digester()
        var buffer = [UInt8](repeating: 0, count: 256 << 10)
        while true {
            let count = read(file.number, &buffer, buffer.count)
            if count < 0, errno == EINTR { continue }
            if count < 0 { return nil }
            if count == 0 { return digester.finalize() }
            digester.update(buffer.span.extracting(first: count).bytes)
            guard goesOn() else { return nil }
        }
    }
}
