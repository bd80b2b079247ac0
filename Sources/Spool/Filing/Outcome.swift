/// A file that was read, with its result and where its original is to go.
public struct Outcome: Sendable {
    /// Where the original goes.
    public enum Destination: Sendable, Equatable {
        /// To `processed/`.
        case processed
        /// To `review/`, in a folder below it (such as `7`), or directly where `placement` is empty.
        case review(placement: String)
        /// To `rejected/`.
        case rejected
        /// Nowhere: it is removed.
        case delete

        var folder: SpoolFolder? {
            switch self {
            case .processed: .processed
            case .review: .review
            case .rejected: .rejected
            case .delete: nil
            }
        }

        var kind: Counts.Kind {
            switch self {
            case .processed, .delete: .classified
            case .review: .uncertain
            case .rejected: .rejected
            }
        }

        var placement: [UInt8] {
            if case .review(let placement) = self { Array(placement.utf8) } else { [] }
        }
    }

    /// The file, as the intake handed it out.
    public var file: SpoolFile
    /// Its stamp when it was read.
    public var stamp: FileStamp
    /// The SHA-256 of its bytes as 64 hex digits in ASCII; empty where it could not be read.
    public var sha256: [UInt8]
    /// The JSON to write; empty for a file that gets no result of its own, because its content has one.
    public var result: [UInt8]
    /// Where the original goes.
    public var destination: Destination
    /// Whether it counts as a duplicate, whatever else it is.
    public var isDuplicate: Bool

    /// An outcome with these values.
    public init(
        file: SpoolFile,
        stamp: FileStamp,
        sha256: [UInt8],
        result: [UInt8],
        destination: Destination,
        isDuplicate: Bool = false
    ) {
        precondition(sha256.isEmpty || sha256.count == 64, "64 hex digits or none, not \(sha256.count)")
        self.file = file
        self.stamp = stamp
        self.sha256 = sha256
        self.result = result
        self.destination = destination
        self.isDuplicate = isDuplicate
    }

    /// What it counts as.
    var kind: Counts.Kind { isDuplicate ? .duplicate : destination.kind }
}
