import Imaging

/// Pictures that are not one digit, drawn one by one when asked for: what a reader should call unfamiliar, blank or
/// several digits. The same settings give the same pictures, in any order.
public struct UnfamiliarSet: RandomAccessCollection, Sendable {
    /// What is drawn.
    public struct Configuration: Sendable {
        /// Pictures in all: 0 or more.
        public var count = 100
        /// Kinds, in turn.
        public var kinds = UnfamiliarKind.allCases
        /// Looks, in turn.
        public var looks = Look.allCases
        /// Shortest and longest side of the pictures in pixels, 8 ... 4096; without it, what is usual for the look.
        public var sides: ClosedRange<Int>?
        /// Decides everything left to chance.
        public var seed: UInt64 = 1

        /// A hundred pictures of every kind and look.
        public init() {}
    }

    private let configuration: Configuration

    /// The set that the configuration describes.
    public init(_ configuration: Configuration) {
        precondition(configuration.count >= 0, "\(configuration.count) pictures")
        precondition(!configuration.kinds.isEmpty && !configuration.looks.isEmpty, "no kind or no look to draw")
        PracticePicture.check(sides: configuration.sides)
        self.configuration = configuration
    }

    /// The number of the first picture.
    public var startIndex: Int { 0 }

    /// One more than the number of the last picture.
    public var endIndex: Int { configuration.count }

    /// Picture number `index`, with what it shows.
    public subscript(index: Int) -> (kind: UnfamiliarKind, picture: PracticePicture) {
        precondition(indices.contains(index), "picture \(index) of \(endIndex)")
        var random = SplitMix64(seed: configuration.seed, part: UInt64(index))
        let kind = configuration.kinds[index % configuration.kinds.count]
        let look = configuration.looks[index / configuration.kinds.count % configuration.looks.count]
        let hand = Handwriting(using: &random)
        let drawing = PenDrawing(of: kind, by: hand, using: &random)
        return (kind, PracticePicture(drawing, look: look, sides: configuration.sides, &random))
    }
}
