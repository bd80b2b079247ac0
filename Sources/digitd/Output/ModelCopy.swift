import Spool

/// Writes models where people want them: whole or not at all, in place of what was there.
enum ModelCopy {
    /// Writes the bytes of a model file.
    static func write(_ bytes: [UInt8], to path: String) throws(Failure) {
        do {
            try AtomicFile.write(bytes, to: path)
        } catch {
            throw Failure("\(path) can't be written (\(error)): name another file with --out")
        }
    }
}
