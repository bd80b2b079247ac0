/// A gradient beside the one that finite differences give.
///
/// A coordinate's slope and bend are measured twice, over a step and over half of it. Where they do not fit together as
/// those of a smooth function do, a kink (of a ReLU or a maximum) lies near and the coordinate says nothing; a few of
/// those are allowed. Where they fit, the gradient must agree with them.
struct GradientComparison: CustomStringConvertible {
    /// Coordinates whose gradient is wrong, with both values.
    private(set) var wrong: [(place: Int, gradient: Double, slope: Double)] = []
    /// Coordinates that were compared.
    private(set) var compared = 0
    /// Coordinates left out because of a kink.
    private(set) var kinks = 0

    /// Compares `gradient` with the slopes of `cost` at `places`.
    ///
    /// - Parameters:
    ///   - step: how far to each side a coordinate is moved.
    ///   - noise: the rounding error of one cost.
    ///   - relative: what a slope may be off, as a share of the largest gradient or slope.
    init(
        gradient: [Float],
        places: some Sequence<Int>,
        step: Float,
        noise: Double,
        relative: Double = 0.01,
        cost: (_ place: Int, _ change: Float) -> Double
    ) {
        let places = Array(places)
        let middle = cost(places[0], 0)
        let measured = places.map { place in
            [step, step / 2].map { change in
                let after = cost(place, change), before = cost(place, -change)
                return (slope: (after - before) / Double(2 * change), bend: after + before - 2 * middle)
            }
        }
        let largest = zip(places, measured).map { max(abs(Double(gradient[$0])), abs($1[1].slope)) }.max() ?? 0
        let allowed = relative * largest + noise / Double(step)
        for (place, (whole, half)) in zip(places, measured.map { ($0[0], $0[1]) }) {
            // A smooth function bends four times as much over twice the step, a kink twice as much.
            let roughness = abs(whole.bend - 4 * half.bend) / Double(2 * step)
            guard abs(whole.slope - half.slope) <= allowed, roughness <= allowed else {
                kinks += 1
                continue
            }
            compared += 1
            // Richardson: the error falls with the square of the step, so the two give a better one together.
            let best = (4 * half.slope - whole.slope) / 3
            if !(abs(Double(gradient[place]) - best) <= allowed) {
                wrong.append((place, Double(gradient[place]), best))
            }
        }
    }

    /// Whether all gradients are right and enough of them were compared.
    var agrees: Bool { wrong.isEmpty && compared > 0 && kinks * 10 <= compared }

    var description: String {
        let examples = wrong.prefix(3).map { "[\($0.place)] \($0.gradient) but slope \($0.slope)" }
        return "\(wrong.count) of \(compared) wrong, \(kinks) kinks: \(examples.joined(separator: ", "))"
    }
}
