import Spool

/// Writes pictures that were drawn for people: whole or not at all, in place of what was there.
enum ChartFile {
    /// Writes the bytes of a PNG file.
    static func write(_ bytes: [UInt8], to path: String) throws(Failure) {
        do {
            try AtomicFile.write(bytes, to: path, durable: false)
        } catch {
            throw Failure("\(path) can't be written (\(error)): name another file")
        }
    }
}
