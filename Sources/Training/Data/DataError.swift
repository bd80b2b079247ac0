/// Why a data set can't be used.
public enum DataError: Error, Equatable, Sendable, CustomStringConvertible {
    /// A file can't be opened or decompressed.
    case unreadable(path: String, reason: String)
    /// A file is not in the format it should be.
    case malformed(path: String, reason: String)
    /// A folder is neither MNIST's four files nor folders 0 to 9.
    case unknownSource(path: String)
    /// A folder has no such part.
    case noSuchSplit(path: String, split: String)

    /// One line that names the file and what to do.
    public var description: String {
        switch self {
        case .unreadable(let path, let reason): "\(path) \(reason)"
        case .malformed(let path, let reason): "\(path) is no IDX file as MNIST has them: \(reason)"
        case .unknownSource(let path):
            "\(path) holds neither *-images-idx3-ubyte[.gz] with their labels nor folders 0 to 9 with pictures"
        case .noSuchSplit(let path, let split): "\(path) has no \(split) part; see --split"
        }
    }
}
