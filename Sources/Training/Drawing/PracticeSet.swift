/// Labelled practice digits, drawn one by one when asked for: the same settings give the same pictures, in any order.
///
/// Digits take turns (0, 1, …, 9, 0, …), so every class has equally many.
public struct PracticeSet: RandomAccessCollection, Sendable {
    /// What is drawn.
    public struct Configuration: Sendable {
        /// Pictures of each digit that has a style: 0 or more.
        public var countPerDigit = 100
        /// Ways of writing to choose from, by how often they are written.
        public var styles = DigitStyle.all
        /// Looks, in turn.
        public var looks = Look.allCases
        /// Shortest and longest side of the pictures in pixels, 8 ... 4096; without it, what is usual for the look.
        public var sides: ClosedRange<Int>?
        /// Consecutive pictures by one hand: 1 or more.
        public var picturesPerWriter = 1
        /// The slant of every hand, as ``Handwriting/slant``; without it, each has its own.
        public var slant: Float?
        /// The turn of every hand in radians, as ``Handwriting/rotation``; without it, each has its own.
        public var rotation: Float?
        /// Decides everything left to chance.
        public var seed: UInt64 = 1

        /// A hundred of each digit, in every style and look.
        public init() {}
    }

    private let configuration: Configuration
    /// The styles of each digit that has any, and how often each is written.
    private let classes: [(styles: [DigitStyle], frequencies: [Float])]

    /// The set that the configuration describes.
    public init(_ configuration: Configuration) {
        precondition(configuration.countPerDigit >= 0, "\(configuration.countPerDigit) pictures of each digit")
        precondition(!configuration.looks.isEmpty, "no look to draw in")
        precondition(configuration.picturesPerWriter > 0, "\(configuration.picturesPerWriter) pictures by a writer")
        PracticePicture.check(sides: configuration.sides)
        self.configuration = configuration
        classes = (0...9).compactMap { digit in
            let styles = configuration.styles.filter { $0.digit == digit }
            return styles.isEmpty ? nil : (styles, styles.map(\.frequency))
        }
    }

    /// The number of the first picture.
    public var startIndex: Int { 0 }

    /// One more than the number of the last picture.
    public var endIndex: Int { configuration.countPerDigit * classes.count }

    /// Digit number `index`, its picture decided but not yet rendered.
    public subscript(index: Int) -> PracticeDigit {
        precondition(indices.contains(index), "picture \(index) of \(endIndex)")
        var random = SplitMix64(seed: configuration.seed, part: UInt64(index))
        let ways = classes[index % classes.count]
        let style = ways.styles[random.index(weighted: ways.frequencies)]
        let round = index / classes.count
        let look = configuration.looks[round % configuration.looks.count]
        let writer = UInt64(index / configuration.picturesPerWriter)
        var writers = SplitMix64(seed: ~configuration.seed, part: writer)
        var hand = Handwriting(using: &writers)
        if let slant = configuration.slant { hand.slant = slant }
        if let rotation = configuration.rotation { hand.rotation = rotation }
        let drawing = PenDrawing(of: style, by: hand, using: &random)
        let picture = PracticePicture(drawing, look: look, sides: configuration.sides, &random)
        return PracticeDigit(index: index, style: style, picture: picture)
    }
}
