/// Why bytes could not be read as a PNG picture.
public enum PNGError: Error, Equatable, Sendable {
    /// There are no bytes.
    case empty
    /// The bytes do not start with the PNG signature.
    case notPNG
    /// The bytes end before the picture does (before the IEND chunk); `count` of them are there.
    case truncated(count: Int)
    /// The bytes break the format or fail a checksum; `reason` says where.
    case corrupt(reason: String)
    /// More pixels than `limit`, the most that the limits allow for a picture of this kind.
    case tooLarge(width: Int, height: Int, limit: Int)
    /// The file itself has more bytes than `limit`.
    case tooManyBytes(count: Int, limit: Int)
    /// The file has more chunks than `limit`.
    case tooManyChunks(limit: Int)
    /// The machine has no memory left for the picture.
    case outOfMemory(width: Int, height: Int)
}

extension PNGError {
    /// The error's short name in a result: `empty`, `not_png`, `truncated`, `corrupt`, `too_large` or `unreadable`.
    public var code: String {
        switch self {
        case .empty: "empty"
        case .notPNG: "not_png"
        case .truncated: "truncated"
        case .corrupt: "corrupt"
        case .tooLarge, .tooManyBytes, .tooManyChunks: "too_large"
        case .outOfMemory: "unreadable"
        }
    }
}

extension PNGError: CustomStringConvertible {
    /// One line: what is wrong and what to do.
    public var description: String {
        switch self {
        case .empty:
            "the file is empty; save the picture again"
        case .notPNG:
            "not a PNG file; save the picture as PNG"
        case .truncated(let count):
            "the PNG breaks off after \(count) bytes; copy or save it again"
        case .corrupt(let reason):
            "the PNG is damaged (\(reason)); copy or save it again"
        case .tooLarge(let width, let height, let limit):
            "\(width) x \(height) pixels, more than the \(limit) allowed; make the picture smaller or raise limit_pixels"
        case .tooManyBytes(let count, let limit):
            "\(count) bytes, more than the \(limit) allowed; make the picture smaller or raise limit_bytes"
        case .tooManyChunks(let limit):
            "more than the \(limit) chunks allowed; save the picture again"
        case .outOfMemory(let width, let height):
            "no memory for \(width) x \(height) pixels; make the picture smaller"
        }
    }
}
