import Recognition
import Training

/// What one model makes of the kept readings that another makes otherwise.
public struct ReadingDiff: Sendable {
    /// What a model makes of a picture.
    public struct Answer: Sendable, Hashable {
        /// The digit.
        public let digit: Int
        /// Its calibrated probability.
        public let confidence: Float
        /// Whether the result would be `uncertain`.
        public let isDoubted: Bool
    }

    /// A picture of which the two make something else.
    public struct Change: Sendable {
        /// The picture, as it was read then.
        public let reading: KeptReading
        /// What the first model makes of it.
        public let before: Answer
        /// What the second one does.
        public let after: Answer
    }

    /// How many readings were compared.
    public let readings: Int
    /// Those that would get another digit, oldest first.
    public private(set) var otherDigits: [Change] = []
    /// Those that would get the same digit, but be doubted or no longer, oldest first.
    public private(set) var otherDoubts: [Change] = []

    /// Asks both models.
    ///
    /// - Parameter threshold: the confidence from which on a reading of a model counts as `classified`.
    public init(
        _ readings: [KeptReading],
        from first: DigitModel,
        to second: DigitModel,
        threshold: (DigitModel) -> Float,
        threads: Int
    ) {
        self.readings = readings.count
        let images = readings.reduce(into: LabeledImages()) { $0.append($1.image.pixels, label: $1.digit) }
        let answers = [first, second].map { Self.answers($0, images, threshold: threshold($0), threads: threads) }
        for (reading, (before, after)) in zip(readings, zip(answers[0], answers[1])) {
            let change = Change(reading: reading, before: before, after: after)
            if before.digit != after.digit {
                otherDigits.append(change)
            } else if before.isDoubted != after.isDoubted {
                otherDoubts.append(change)
            }
        }
    }

    private static func answers(
        _ model: DigitModel,
        _ images: LabeledImages,
        threshold: Float,
        threads: Int
    ) -> [Answer] {
        model.looks(at: images, threads: threads).map { looks in
            let (reading, doubt) = model.judge(looks, threshold: threshold)
            return Answer(digit: reading.digit, confidence: reading.confidence, isDoubted: doubt != nil)
        }
    }
}
