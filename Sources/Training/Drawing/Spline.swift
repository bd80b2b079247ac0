/// A smooth curve through points: the centripetal Catmull-Rom spline, which makes no loops of its own.
///
/// With knots `tᵢ₊₁ = tᵢ + |pᵢ₊₁ - pᵢ|^½` each span is a cubic Hermite curve with tangents
/// `mᵢ = (pᵢ - pᵢ₋₁)/(tᵢ - tᵢ₋₁) - (pᵢ₊₁ - pᵢ₋₁)/(tᵢ₊₁ - tᵢ₋₁) + (pᵢ₊₁ - pᵢ)/(tᵢ₊₁ - tᵢ)`.
/// Source: C. Yuksel, S. Schaefer, J. Keyser, "Parameterization and applications of Catmull-Rom curves",
/// Computer-Aided Design 43 (2011).
enum Spline {
    /// Appends points of the curve through `points`, about `step` apart, the last one included.
    static func trace(_ points: ArraySlice<SIMD2<Float>>, step: Float, into path: inout [SIMD2<Float>]) {
        guard points.count > 1, let first = points.first, let last = points.last else {
            path.append(contentsOf: points)
            return
        }
        let start = points.startIndex
        for index in start..<(points.endIndex - 1) {
            let from = points[index]
            let to = points[index + 1]
            let before = index > start ? points[index - 1] : first * 2 - to
            let after = index + 2 < points.endIndex ? points[index + 2] : last * 2 - from
            span(before, from, to, after, step: step, into: &path)
        }
        path.append(last)
    }

    private static func span(
        _ before: SIMD2<Float>,
        _ from: SIMD2<Float>,
        _ to: SIMD2<Float>,
        _ after: SIMD2<Float>,
        step: Float,
        into path: inout [SIMD2<Float>]
    ) {
        let distance = length(to - from)
        let knot = max(distance.squareRoot(), 1e-4)
        let knotBefore = max(length(from - before).squareRoot(), 1e-4)
        let knotAfter = max(length(after - to).squareRoot(), 1e-4)
        let chord = (to - from) / knot
        let tangentFrom =
            ((from - before) / knotBefore - (to - before) / (knotBefore + knot) + chord) * knot
        let tangentTo = (chord - (after - from) / (knot + knotAfter) + (after - to) / knotAfter) * knot
        let count = max(1, min(256, Int((distance / step).rounded(.up))))
        for index in 0..<count {
            let t = Float(index) / Float(count)
            let t2 = t * t
            let t3 = t2 * t
            let ends = from * (2 * t3 - 3 * t2 + 1) + to * (3 * t2 - 2 * t3)
            path.append(ends + tangentFrom * (t3 - 2 * t2 + t) + tangentTo * (t3 - t2))
        }
    }
}
