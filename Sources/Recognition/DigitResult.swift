import Imaging

/// What digitd says about one picture: the content of `results/NAME.png.json`, schema 1.
///
/// The JSON is `encoded(as:)`; its published schema is `Documentation/result.schema.json`.
public struct DigitResult: Sendable, Hashable {
    /// The version of the JSON this type is written as.
    public static let schema = 1

    /// The picture's path below the inbox (or as given on the command line), with bytes that are not UTF-8
    /// percent-escaped (`NameEscaping` of `Spool`).
    public var file: String
    /// The hash of the original file; `nil` only where the file could not be read.
    public var sha256: ContentHash?
    /// What came of it, with the digit where there is one.
    public var outcome: Outcome
    /// Width and height of the original; `nil` where its header could not be read.
    public var image: PictureSize?
    /// The model that was in use.
    public var model: ModelIdentity
    /// When the outcome was decided.
    public var classifiedAt: Timestamp
    /// What the normalisation saw, the larger part of the explanation; `nil` where no picture could be read.
    public var ink: InkFacts?
    /// The name of an earlier file with the same content; `nil` where there is none, or none was looked for.
    public var duplicateOf: String?

    /// A result of the parts named.
    public init(
        file: String,
        sha256: ContentHash?,
        outcome: Outcome,
        image: PictureSize?,
        model: ModelIdentity,
        classifiedAt: Timestamp,
        ink: InkFacts? = nil,
        duplicateOf: String? = nil
    ) {
        self.file = file
        self.sha256 = sha256
        self.outcome = outcome
        self.image = image
        self.model = model
        self.classifiedAt = classifiedAt
        self.ink = ink
        self.duplicateOf = duplicateOf
    }
}

extension DigitResult {
    /// The digit and its probabilities, where the outcome has them.
    public var reading: DigitReading? { outcome.reading }

    /// The digit, where the outcome has one.
    public var digit: Int? { outcome.reading?.digit }

    /// What a file goes by in the log: the first 16 hex digits of its `sha256`, or of the SHA-256 of its name (`file`)
    /// where it could not be read.
    public var id: String { Self.id(sha256: sha256, file: file) }

    /// The ``id`` of a file with this hash and name.
    public static func id(sha256: ContentHash?, file: String) -> String {
        (sha256 ?? ContentHash(of: Array(file.utf8))).hex(bytes: 8)
    }

    /// The calibrated probability of the digit, where the outcome has one.
    public var confidence: Float? { outcome.reading?.confidence }
}
