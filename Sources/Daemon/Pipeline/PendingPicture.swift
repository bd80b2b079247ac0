import Imaging
import Recognition
import Spool

/// A file that was read and waits for the others of its batch.
struct PendingPicture {
    /// What its bytes gave.
    enum Content {
        case prepared(PreparedPicture)
        /// Its bytes were not looked at; the hash is there where it could be taken.
        case refused(Rejection, sha256: ContentHash?)
    }

    let file: SpoolFile
    let stamp: FileStamp
    let content: Content
    /// When its reading began, nanoseconds of the monotonic clock.
    let began: Int64
    /// The first file with the same content; nil where there was none, or none was asked for.
    var duplicateOf: String?

    init(_ file: SpoolFile, _ stamp: FileStamp, _ content: Content, began: Int64) {
        self.file = file
        self.stamp = stamp
        self.content = content
        self.began = began
    }

    var prepared: PreparedPicture? {
        if case .prepared(let picture) = content { picture } else { nil }
    }

    var sha256: ContentHash? {
        switch content {
        case .prepared(let picture): picture.sha256
        case .refused(_, let sha256): sha256
        }
    }

    /// What it goes by in the log; see `DigitResult.id`.
    var id: String { DigitResult.id(sha256: sha256, file: file.displayPath) }

    var size: PictureSize? { prepared?.size }

    var ink: InkFacts? { prepared?.ink }
}
