extension Normalizer {
    /// The steps of the normalisation, each of which can be switched off to see what it is worth.
    public struct Configuration: Sendable, Hashable {
        /// Takes pictures that have MNIST's form already as they are.
        public var passesMNISTThrough = true
        /// Finds out whether ink or paper is the lighter; otherwise ink is taken to be the darker.
        public var findsPolarity = true
        /// Follows uneven paper locally; otherwise its median lightness counts everywhere.
        public var followsPaperLocally = true
        /// Looks again at half the size where nothing is found.
        public var looksAgainAtHalfSize = true
        /// Tries several levels of ink, and lets each picture's own noise say what is paper; otherwise Otsu's threshold over
        /// all shades decides.
        public var triesSeveralLevels = true
        /// Drops lines along the picture's sides, and strips of light or shadow there, without which it may be blank.
        public var dropsFrames = true
        /// Looks for the digit within a drawn box, a ring or a card, and beside a strip of light or shadow.
        public var looksIntoBoxes = true
        /// Drops pieces that are cut off at the picture's edge, away from the digit.
        public var dropsNeighbors = true
        /// Keeps pieces near the largest one as parts of the digit; otherwise the largest alone is taken.
        public var joinsPieces = true
        /// Brings the strokes' width near MNIST's.
        public var adjustsStrokes = true
        /// Fits the digit to 20 x 20 keeping its shape; otherwise it is stretched to the square.
        public var keepsShape = true
        /// Takes the mean over the area of each pixel; otherwise the nearest pixel alone.
        public var averagesAreas = true
        /// Brings the centre of mass to the middle; otherwise the middle of the digit's box.
        public var centersByMass = true
        /// Stroke widths at the 20 x 20 box that are left alone, in pixels.
        public var strokeRange: ClosedRange<Double> = 2.2...3.0
        /// How far thinner strokes are brought to the range, 0 not at all ... 1 all the way.
        public var thickening = 1.0
        /// How far wider strokes are brought to the range, 0 not at all ... 1 all the way.
        public var thinning = 1.0
        /// How far from the paper's lightness ink must be at least, 0 ... 255, whatever the noise.
        public var minimumContrast = 10
        /// The least extent of a digit, as a share of the picture's longer side (and 5 pixels).
        public var minimumExtent = 0.012

        /// The configuration that the shipped models were trained with.
        public init() {}
    }
}
