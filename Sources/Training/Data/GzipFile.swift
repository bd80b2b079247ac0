internal import CZlib

/// Reads a file whole, gzip-compressed or plain.
enum GzipFile {
    /// The (decompressed) bytes of the file at `path`, at most `limit` of them.
    ///
    /// - Throws: ``DataError`` naming the file.
    static func read(_ path: String, limit: Int) throws(DataError) -> [UInt8] {
        guard let file = gzopen(path, "rb") else { throw .unreadable(path: path, reason: "can't be opened") }
        defer { gzclose(file) }
        gzbuffer(file, 1 << 17)
        var bytes: [UInt8] = []
        var piece = [UInt8](repeating: 0, count: 1 << 18)
        while true {
            let count = piece.withUnsafeMutableBytes { gzread(file, $0.baseAddress, UInt32($0.count)) }
            if count < 0 { throw .unreadable(path: path, reason: "is no whole gzip file") }
            if count == 0 { break }
            bytes += piece[0..<Int(count)]
            if bytes.count > limit { throw .unreadable(path: path, reason: "holds more than \(limit) bytes") }
        }
        var code: Int32 = 0
        gzerror(file, &code)
        guard code == Z_OK || code == Z_STREAM_END else {
            throw .unreadable(path: path, reason: "is no whole gzip file")
        }
        return bytes
    }
}
