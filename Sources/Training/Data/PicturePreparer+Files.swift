import Glibc
import Recognition
import Spool

extension PicturePreparer {
    /// The bytes of a file that is too large to be read up to which it is hashed: a file may claim to be of any size and
    /// take no place on the disk.
    public static func mostHashed(limit: Int) -> Int64 { max(16 * Int64(limit), 2 << 30) }

    /// Reads and prepares a file where it lies; one that is larger than the decoder allows is hashed a part at a time.
    ///
    /// - Throws: the error of the file system.
    public func prepare(file path: [UInt8]) throws(SystemError) -> PreparedPicture {
        let limit = decoder.limits.bytes
        switch try LooseFiles.read(path, limit: limit) {
        case .bytes(let bytes): return prepare(bytes)
        case .tooLarge(let size):
            guard size <= Self.mostHashed(limit: limit) else { throw SystemError(number: EFBIG, call: "read") }
            var digester = ContentHash.Digester()
            try LooseFiles.readParts(path) { digester.update($0.span.bytes) }
            let message = "\(size) bytes, more than the \(limit) allowed; make the picture smaller or raise limit_bytes"
            let rejection = Rejection(code: .tooLarge, message: message)
            return PreparedPicture(sha256: digester.finalize(), size: nil, content: .failure(rejection))
        }
    }
}
