/// The folders below a root.
public enum SpoolFolder: String, CaseIterable, Sendable {
    /// Where people drop files.
    case inbox
    /// One JSON an image.
    case results
    /// Originals whose result is safe.
    case processed
    /// Originals a person should look at.
    case review
    /// Originals that could not be read.
    case rejected
    /// `0` ... `9`, files to learn from.
    case labeled
    /// Accepted models.
    case models
    /// The daemon's own: lock, work in hand, status.
    case state = ".digitd"

    /// The name as bytes.
    var bytes: [UInt8] { Array(rawValue.utf8) }

    /// Folders that originals go to.
    static let forOriginals: [SpoolFolder] = [.processed, .review, .rejected]
}
