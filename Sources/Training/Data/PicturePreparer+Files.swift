import Recognition
import Spool

extension PicturePreparer {
    /// Reads and prepares a file where it lies; one that is larger than the decoder allows is hashed a part at a time.
    ///
    /// - Throws: the error of the file system.
    public func prepare(file path: [UInt8]) throws(SystemError) -> PreparedPicture {
        let limit = decoder.limits.bytes
        switch try LooseFiles.read(path, limit: limit) {
        case .bytes(let bytes): return prepare(bytes)
        case .tooLarge(let size):
            var digester = ContentHash.Digester()
            try LooseFiles.readParts(path) { digester.update($0.span.bytes) }
            let message = "\(size) bytes, more than the \(limit) allowed; make the picture smaller or raise limit_bytes"
            let rejection = Rejection(code: .tooLarge, message: message)
            return PreparedPicture(sha256: digester.finalize(), size: nil, content: .failure(rejection))
        }
    }
}
