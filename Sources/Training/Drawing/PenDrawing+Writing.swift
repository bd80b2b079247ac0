extension PenDrawing {
    /// Writes a digit: the same style, hand and state of the generator give the same drawing.
    public init(
        of style: DigitStyle,
        by hand: Handwriting,
        using generator: inout some RandomNumberGenerator
    ) {
        var random = SplitMix64(seed: generator.next())
        self.init(style.character, by: hand, using: &random)
    }

    /// Writes any character; its name with the hand's seed decides this writer's proportions of it.
    init(
        _ character: StrokeCatalogue.Character,
        by hand: Handwriting,
        using random: inout SplitMix64
    ) {
        let hand = hand.limited
        let controls = PenDrawing.proportions(character, hand, &random)
        var paths = controls.map { PenDrawing.path(along: $0, hand, &random) }
        let lean = min(hand.slant + 0.03 * random.normal(), character.largestLean)
        let angle = hand.rotation + 0.025 * random.normal()
        let aspect = hand.aspect * (1 + 0.05 * random.normal())
        let cosine = 1 - angle * angle / 2
        for index in paths.indices {
            for point in paths[index].indices {
                let from = paths[index][point] - SIMD2(0.5, 0.5)
                let leaning = SIMD2(from.x * aspect - lean * from.y, from.y)
                paths[index][point] = SIMD2(
                    leaning.x * cosine - leaning.y * angle,
                    leaning.x * angle + leaning.y * cosine
                )
            }
        }
        extent = PenDrawing.fitToUnitBox(&paths)
        penWidth = min(hand.penWidth * (1 + 0.06 * random.normal()), character.widestPen)
        nib = Nib(roundness: hand.nibRoundness, angle: hand.nibAngle)
        strokes = []
        for path in paths {
            let stroke = PenDrawing.inked(path, width: penWidth, hand, &random)
            strokes += PenDrawing.broken(stroke, hand, &random)
        }
    }

    /// The control points as this writer puts them this time.
    private static func proportions(
        _ character: StrokeCatalogue.Character,
        _ hand: Handwriting,
        _ random: inout SplitMix64
    ) -> [[StrokeSkeleton.Control]] {
        let skeleton = character.skeleton
        var habit = SplitMix64(seed: hand.seed, part: PenDrawing.hash(character.name))
        let first = habit.integer(0...(skeleton.masters.count - 1))
        let second = habit.integer(0...(skeleton.masters.count - 1))
        let share = limit(habit.uniform(-0.1, 1.1) + 0.1 * random.normal(), -0.2, 1.2)
        var controls = skeleton.blend(first, second, at: share)
        let waist = habit.uniform(-0.08, 0.08) + 0.015 * random.normal()
        let widening = habit.uniform(-0.2, 0.2) + 0.05 * random.normal()
        let bend = habit.uniform(-0.025, 0.025) + 0.012 * random.normal()
        for stroke in controls.indices {
            let drift = SIMD2(random.normal(), random.normal()) * (stroke > 0 ? hand.joinMiss : 0)
            for index in controls[stroke].indices {
                var point = controls[stroke][index].point
                let bulge = 4 * point.y * (1 - point.y)
                point.x = 0.5 + (point.x - 0.5) * (1 + widening * (point.y - 0.5)) + bend * bulge
                point.y += waist * bulge
                let slip = SIMD2(random.normal(), random.normal()) * hand.sloppiness
                controls[stroke][index].point = point + drift + slip
            }
        }
        return controls
    }

    /// FNV-1a in 64 bits, the same in every run. Source: draft-eastlake-fnv.
    private static func hash(_ name: String) -> UInt64 {
        name.utf8.reduce(0xCBF2_9CE4_8422_2325) { ($0 ^ UInt64($1)) &* 0x100_0000_01B3 }
    }

    /// Moves and scales the paths into the unit box; the extent they have there.
    static func fitToUnitBox(_ paths: inout [[SIMD2<Float>]]) -> SIMD2<Float> {
        var low = SIMD2<Float>(repeating: .greatestFiniteMagnitude)
        var high = -low
        for path in paths {
            for point in path {
                low = pointwiseMin(low, point)
                high = pointwiseMax(high, point)
            }
        }
        let scale = 1 / max((high - low).max(), 1e-3)
        for path in paths.indices {
            for point in paths[path].indices {
                paths[path][point] = (paths[path][point] - low) * scale
            }
        }
        return (high - low) * scale
    }
}
