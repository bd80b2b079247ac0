/// From control points to a stroke of ink.
extension PenDrawing {
    /// Distance between samples along a path, as a share of the digit's height.
    static let step: Float = 0.03

    /// The path of a pen along control points, with its turns rounded, its ends cut or run on, and its shaking.
    static func path(
        along controls: [StrokeSkeleton.Control],
        _ hand: Handwriting,
        _ random: inout SplitMix64
    ) -> [SIMD2<Float>] {
        var path: [SIMD2<Float>] = []
        path.reserveCapacity(64)
        var piece: [SIMD2<Float>] = []
        piece.reserveCapacity(controls.count + 2)
        for (index, control) in controls.enumerated() {
            guard control.isCorner, index > 0, index + 1 < controls.count else {
                piece.append(control.point)
                continue
            }
            let rounding = hand.rounding * random.uniform(0.5, 1.2)
            if rounding < 0.015 {
                piece.append(control.point)
                Spline.trace(piece[...], step: step, into: &path)
                path.removeLast()
                piece.removeAll(keepingCapacity: true)
                piece.append(control.point)
            } else {
                let back = controls[index - 1].point - control.point
                let onward = controls[index + 1].point - control.point
                piece.append(control.point + back * min(rounding / max(length(back), 1e-3), 0.4))
                piece.append(control.point + onward * min(rounding / max(length(onward), 1e-3), 0.4))
            }
        }
        Spline.trace(piece[...], step: step, into: &path)
        moveEnds(&path, hand, &random)
        shake(&path, hand, &random)
        return path
    }

    private static func moveEnds(_ path: inout [SIMD2<Float>], _ hand: Handwriting, _ random: inout SplitMix64) {
        guard path.count > 5 else {
            return
        }
        let last = path.count - 1
        let run = (hand.overshoot + 0.012 * random.normal()) * 1.2
        let lead = (hand.overshoot + 0.012 * random.normal()) * 0.5
        path[last] += direction(path[last] - path[last - 2]) * max(run, -step * 0.8)
        path[0] += direction(path[0] - path[2]) * max(lead, -step * 0.8)
    }

    /// Moves each point across the path by the sum of three waves, 9 to 63 % of the height long.
    private static func shake(_ path: inout [SIMD2<Float>], _ hand: Handwriting, _ random: inout SplitMix64) {
        guard hand.tremor > 0, path.count > 3 else {
            return
        }
        var waves: [(amplitude: Float, turn: Float, phase: Float)] = []
        for wave in 0..<3 {
            let length = [0.45, 0.22, 0.12][wave] * random.uniform(0.75, 1.4)
            let amplitude = hand.tremor * [1, 0.6, 0.25][wave] * random.normal()
            waves.append((amplitude, step / length, random.unit()))
        }
        var before = path[0]
        for index in path.indices {
            let here = path[index]
            let along = direction(path[min(index + 1, path.count - 1)] - before)
            before = here
            var offset: Float = 0
            for wave in waves {
                offset += wave.amplitude * Wave.sine(Float(index) * wave.turn + wave.phase)
            }
            path[index] = here + SIMD2(-along.y, along.x) * offset
        }
    }

    /// Gives a path its width and darkness.
    static func inked(
        _ path: [SIMD2<Float>],
        width: Float,
        _ hand: Handwriting,
        _ random: inout SplitMix64
    ) -> [PenSample] {
        let slow = (turn: step * random.uniform(0.4, 1.2), phase: random.unit())
        let quick = (turn: step * random.uniform(1.5, 3), phase: random.unit())
        let taperStart = hand.taper * random.uniform(0, 0.5)
        let taperEnd = hand.taper * random.uniform(0.3, 1)
        let count = path.count
        return path.enumerated().map { index, position in
            let place = Float(index)
            let wave =
                0.7 * Wave.sine(place * slow.turn + slow.phase) + 0.3 * Wave.sine(place * quick.turn + quick.phase)
            let toStart = 1 - min(place / 6, 1)
            let toEnd = 1 - min(Float(count - 1 - index) / 8, 1)
            let narrowing = (1 - taperStart * toStart) * (1 - taperEnd * toEnd)
            let force = 1 + hand.pressure * wave
            return PenSample(
                position: position,
                radius: width / 2 * force * narrowing,
                density: limit(1 - hand.pressure * (0.35 - 0.65 * wave), 0.3, 1)
            )
        }
    }

    /// The stroke, in two where the pen failed for a moment.
    static func broken(_ stroke: [PenSample], _ hand: Handwriting, _ random: inout SplitMix64) -> [[PenSample]] {
        let gap = 1 + Int(stroke.isEmpty ? 0 : stroke[0].radius * 2 * random.uniform(0.8, 1.15) / step)
        guard random.chance(hand.skipping), stroke.count > 3 * gap + 8 else {
            return [stroke]
        }
        let start = random.integer(4...(stroke.count - gap - 4))
        return [Array(stroke[..<start]), Array(stroke[(start + gap)...])]
    }
}

/// A sine good enough for a shaking hand.
enum Wave {
    /// `sin(2πx)`, within 0.06: a parabola each half turn.
    static func sine(_ turns: Float) -> Float {
        let x = turns - turns.rounded(.down)
        let half = x < 0.5 ? x : x - 0.5
        let height = 16 * half * (0.5 - half)
        return x < 0.5 ? height : -height
    }
}
