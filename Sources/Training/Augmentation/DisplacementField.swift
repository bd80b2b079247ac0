import NeuralNetwork

/// A smooth random field over 28 × 28 pixels: how far each is moved in one direction by an elastic deformation.
struct DisplacementField {
    private static let side = 28
    /// Knots of the spline: one every 7 pixels, and enough around to cover the picture.
    private static let knots = 8
    private static let knotSpacing: Float = 7
    private static let splines = (0..<side).map { spline(at: $0) }

    /// The displacement of each pixel, row by row.
    private(set) var values = [Float](repeating: 0, count: side * side)
    private var rows = [Float](repeating: 0, count: knots * side)

    /// A smooth random field of the wished-for deviation: a cubic B-spline over random knots.
    mutating func draw(deviation: Float, using generator: inout Xoshiro256) {
        let side = Self.side, knots = Self.knots
        // A B-spline averages its knots; 2.2 brings the deviation of the sum back to about that of one knot.
        let amplitude = deviation * 2.2
        for row in 0..<knots {
            var values = (Float(0), Float(0), Float(0), Float(0), Float(0), Float(0), Float(0), Float(0))
            withUnsafeMutableBytes(of: &values) { bytes in
                let line = bytes.assumingMemoryBound(to: Float.self)
                for knot in 0..<knots { line[knot] = generator.nextNormal() * amplitude }
                for x in 0..<side {
                    let spline = Self.splines[x]
                    let first = spline.first
                    rows[row * side + x] =
                        line[first] * spline.weights.0 + line[first + 1] * spline.weights.1
                        + line[first + 2] * spline.weights.2 + line[first + 3] * spline.weights.3
                }
            }
        }
        for y in 0..<side {
            let spline = Self.splines[y]
            let first = spline.first * side
            for x in 0..<side {
                values[y * side + x] =
                    rows[first + x] * spline.weights.0 + rows[first + side + x] * spline.weights.1
                    + rows[first + 2 * side + x] * spline.weights.2 + rows[first + 3 * side + x] * spline.weights.3
            }
        }
    }

    /// Which four knots move the pixel at `place`, and by how much: the uniform cubic B-spline.
    private static func spline(at place: Int) -> (first: Int, weights: (Float, Float, Float, Float)) {
        let position = Float(place) / knotSpacing
        let first = Int(position), t = position - Float(first)
        let s = 1 - t
        return (
            first,
            (
                s * s * s / 6, (3 * t * t * t - 6 * t * t + 4) / 6, (3 * s * s * s - 6 * s * s + 4) / 6,
                t * t * t / 6
            )
        )
    }
}
