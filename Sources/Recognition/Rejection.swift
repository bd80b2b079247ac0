/// Why a file could not be read as a picture.
public struct Rejection: Error, Sendable, Hashable {
    /// The kind of fault, by the words of the schema.
    public enum Code: String, Sendable, Hashable, CaseIterable {
        /// The first bytes are not those of a PNG.
        case notPNG = "not_png"
        /// The file ends before the picture does.
        case truncated
        /// The bytes contradict the PNG format.
        case corrupt
        /// More pixels or bytes than the limits allow.
        case tooLarge = "too_large"
        /// The file system did not hand over the bytes.
        case unreadable
        /// The file has no bytes.
        case empty
        /// The reader itself ended or hung on this file, more than once.
        case crashedReader = "crashed_reader"
    }

    /// The kind of fault.
    public var code: Code
    /// One line for people: what is wrong and what to do.
    public var message: String

    /// A rejection with its kind and a line for people; line breaks in `message` become spaces.
    public init(code: Code, message: String) {
        self.code = code
        self.message =
            message.contains(where: \.isNewline)
            ? String(message.map { $0.isNewline ? " " : $0 }) : message
    }
}
