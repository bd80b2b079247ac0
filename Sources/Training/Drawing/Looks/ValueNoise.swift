/// Smooth random values over the plane: random numbers on a lattice, blended between its points.
struct ValueNoise: Sendable {
    private let columns: Int
    private let lattice: [Float]
    private let spacing: Float

    /// Noise for a picture of this size, with one random number (-1 ... 1) every `spacing` pixels.
    init(width: Int, height: Int, spacing: Float, _ random: inout SplitMix64) {
        self.spacing = max(spacing, 1)
        columns = Int(Float(width) / self.spacing) + 3
        let rows = Int(Float(height) / self.spacing) + 3
        var values = [Float]()
        values.reserveCapacity(columns * rows)
        for _ in 0..<(columns * rows) {
            values.append(random.uniform(-1, 1))
        }
        lattice = values
    }

    /// The value at a pixel, -1 ... 1.
    func value(_ x: Int, _ y: Int) -> Float {
        let place = SIMD2(Float(x), Float(y)) / spacing
        let column = Int(place.x)
        let row = Int(place.y)
        let part = place - SIMD2(Float(column), Float(row))
        let blend = part * part * (3 - 2 * part)
        let corner = row * columns + column
        let top = lattice[corner] + (lattice[corner + 1] - lattice[corner]) * blend.x
        let below = corner + columns
        let bottom = lattice[below] + (lattice[below + 1] - lattice[below]) * blend.x
        return top + (bottom - top) * blend.y
    }
}
