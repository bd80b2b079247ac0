extension PenDrawing {
    /// Draws something that is not one digit: the same kind, hand and state of the generator, the same drawing.
    public init(
        of kind: UnfamiliarKind,
        by hand: Handwriting,
        using generator: inout some RandomNumberGenerator
    ) {
        var random = SplitMix64(seed: generator.next())
        switch kind {
        case .letter:
            let letters = StrokeCatalogue.letters
            self.init(letters[random.integer(0...(letters.count - 1))], by: hand, using: &random)
        case .scribble: self.init(paths: Doodle.scribble(&random), by: hand, using: &random)
        case .shape: self.init(paths: Doodle.shape(&random), by: hand, using: &random)
        case .texture: self.init(paths: Doodle.texture(&random), by: hand, using: &random, fitted: false)
        case .blank: self.init(paths: [], by: hand, using: &random, fitted: false)
        case .several: self.init(row: random.integer(2...5), by: hand, using: &random)
        }
    }

    /// Draws along control points, fitted into the unit box unless they are to reach beyond it.
    init(
        paths: [[StrokeSkeleton.Control]],
        by hand: Handwriting,
        using random: inout SplitMix64,
        fitted: Bool = true
    ) {
        let hand = hand.limited
        var traced = paths.map { PenDrawing.path(along: $0, hand, &random) }
        extent = fitted ? PenDrawing.fitToUnitBox(&traced) : SIMD2(1, 1)
        penWidth = min(hand.penWidth, 0.12)
        nib = Nib(roundness: hand.nibRoundness, angle: hand.nibAngle)
        let width = penWidth
        strokes = traced.map { PenDrawing.inked($0, width: width, hand, &random) }
    }

    /// Writes `count` digits next to each other, some touching.
    private init(row count: Int, by hand: Handwriting, using random: inout SplitMix64) {
        let styles = DigitStyle.all
        let weights = styles.map(\.frequency)
        let gap = random.uniform(-0.02, 0.3)
        var right: Float = 0
        var drawing = PenDrawing(paths: [], by: hand, using: &random, fitted: false)
        drawing.penWidth = 0
        for _ in 0..<count {
            let style = styles[random.index(weighted: weights)]
            var digit = PenDrawing(style.character, by: hand, using: &random)
            digit.scale(by: random.uniform(0.85, 1) / max(digit.extent.y, 0.3))
            digit.move(by: SIMD2(right, (1 - digit.extent.y) * random.uniform(0.3, 1)))
            right += digit.extent.x + gap + digit.penWidth
            drawing.strokes += digit.strokes
            drawing.penWidth = max(drawing.penWidth, digit.penWidth)
        }
        drawing.extent = SIMD2(right - gap - drawing.penWidth, 1)
        drawing.scale(by: 1 / drawing.extent.max())
        self = drawing
    }

    /// Makes everything larger or smaller by a factor, the pen too.
    mutating func scale(by factor: Float) {
        extent *= factor
        scalePen(by: factor)
        for stroke in strokes.indices {
            for index in strokes[stroke].indices {
                strokes[stroke][index].position *= factor
            }
        }
    }

    /// Moves the strokes.
    mutating func move(by offset: SIMD2<Float>) {
        for stroke in strokes.indices {
            for index in strokes[stroke].indices {
                strokes[stroke][index].position += offset
            }
        }
    }
}
