/// What the normalisation made of a picture, and what it saw on the way.
public struct NormalizedDigit: Sendable, Hashable {
    /// The digit the MNIST way; nil where the picture holds no ink.
    public var image: DigitImage?
    /// What was seen.
    public var facts: InkFacts

    /// A digit, or none, with what was seen.
    public init(image: DigitImage?, facts: InkFacts) {
        self.image = image
        self.facts = facts
    }
}

/// What the normalisation saw in a picture.
public struct InkFacts: Sendable, Hashable {
    /// Which of ink and paper is the lighter.
    public enum Polarity: String, Sendable, Hashable {
        /// Pen on paper.
        case darkInk = "dark_ink"
        /// Chalk on a board.
        case lightInk = "light_ink"
    }

    /// A box of whole pixels.
    public struct Box: Sendable, Hashable {
        /// The left column and the top row.
        public var x, y: Int
        /// Columns and rows.
        public var width, height: Int

        /// A box.
        public init(x: Int, y: Int, width: Int, height: Int) {
            (self.x, self.y, self.width, self.height) = (x, y, width, height)
        }
    }

    /// Which of ink and paper is the lighter.
    public var polarity: Polarity
    /// Lightness of the paper (of its middle, where it varies), 0 ... 255.
    public var paperLevel: UInt8
    /// Lightness of the ink, 0 ... 255; that of the paper where there is none.
    public var inkLevel: UInt8
    /// The digit's box, in pixels of the file's picture; nil where there is no ink.
    public var cropBox: Box?
    /// Pixels of the 28 x 28 image to a pixel of the file's picture.
    public var scale: Double
    /// Width of the strokes in pixels of the file's picture, before any thickening.
    public var strokeWidth: Double
    /// The share of the picture that is ink of the digit, 0 ... 1.
    public var inkShare: Double
    /// Separate pieces of ink that the digit was made of.
    public var components: Int
    /// Whether there are several pieces beside or above each other, each the size of a digit.
    public var hasSeveralDigits: Bool
    /// Whether what was found is but a thin straight line from one side of the picture to another, as folds, threads and
    /// the edges of tables are, or a solid thing without strokes.
    public var isUnlikeDigit = false
    /// Whether the picture was MNIST-like already, so that its pixels were taken as they are (or exactly inverted).
    public var passedThrough: Bool

    /// Facts, each as its property says.
    public init(
        polarity: Polarity,
        paperLevel: UInt8,
        inkLevel: UInt8,
        cropBox: Box?,
        scale: Double,
        strokeWidth: Double,
        inkShare: Double,
        components: Int,
        hasSeveralDigits: Bool,
        passedThrough: Bool
    ) {
        self.polarity = polarity
        self.paperLevel = paperLevel
        self.inkLevel = inkLevel
        self.cropBox = cropBox
        self.scale = scale
        self.strokeWidth = strokeWidth
        self.inkShare = inkShare
        self.components = components
        self.hasSeveralDigits = hasSeveralDigits
        self.passedThrough = passedThrough
    }
}
