import Spool

/// Writes pictures that were drawn for people: whole or not at all.
enum ChartFile {
    /// Writes the bytes of a PNG file.
    ///
    /// - Parameter replacing: whether it may take the place of a file that is there.
    static func write(
        _ bytes: [UInt8],
        to path: String,
        replacing: AtomicFile.Replacing = .always
    ) throws(Failure) {
        do {
            try AtomicFile.write(bytes, to: path, replacing: replacing, durable: false)
        } catch {
            throw Failure("\(path.visible) can't be written (\(error)): name another file")
        }
    }
}
