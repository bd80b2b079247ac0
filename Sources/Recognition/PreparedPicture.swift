import Imaging

/// A picture on its way to the network: what its bytes are, and the 28 × 28 digit found in it or why there is none.
public struct PreparedPicture: Sendable {
    /// The hash of the file's bytes.
    public let sha256: ContentHash
    /// Width and height of the original, where its header could be read.
    public let size: PictureSize?
    /// The digit and what was seen on the way, or why the picture was rejected.
    public let content: Result<NormalizedDigit, Rejection>

    /// A picture of these parts.
    public init(sha256: ContentHash, size: PictureSize?, content: Result<NormalizedDigit, Rejection>) {
        self.sha256 = sha256
        self.size = size
        self.content = content
    }

    /// What was seen in the picture; nil where it was rejected.
    public var ink: InkFacts? {
        if case .success(let digit) = content { digit.facts } else { nil }
    }
}

/// Turns the bytes of a file into a ``PreparedPicture``; the one path that training and serving share.
public struct PicturePreparer: Sendable {
    /// Reads PNG files within its limits.
    public let decoder: PNGDecoder
    /// Finds the digit.
    public let normalizer: Normalizer

    /// A preparer with the given limits and steps.
    public init(limits: DecodingLimits = DecodingLimits(), normalizer: Normalizer = Normalizer()) {
        decoder = PNGDecoder(limits: limits)
        self.normalizer = normalizer
    }

    /// Decodes and normalises; whatever the bytes are, an answer comes back.
    ///
    /// - Parameter sha256: the hash of `bytes`, where it is known.
    public func prepare(_ bytes: [UInt8], sha256: ContentHash? = nil) -> PreparedPicture {
        let hash = sha256 ?? ContentHash(of: bytes)
        do {
            let picture = try decoder.decode(bytes)
            return PreparedPicture(
                sha256: hash,
                size: PictureSize(width: picture.width, height: picture.height),
                content: .success(normalizer.normalize(picture))
            )
        } catch {
            return PreparedPicture(sha256: hash, size: Self.size(error), content: .failure(Rejection(error)))
        }
    }

    private static func size(_ error: PNGError) -> PictureSize? {
        switch error {
        case .tooLarge(let width, let height, _), .outOfMemory(let width, let height):
            PictureSize(width: width, height: height)
        default: nil
        }
    }
}

extension Rejection {
    /// The rejection that a decoding error amounts to.
    public init(_ error: PNGError) {
        self.init(code: Code(rawValue: error.code) ?? .corrupt, message: error.description)
    }
}
