import Imaging

/// Test drawings: straight strokes of round pens on even paper, with soft edges.
struct Drawing {
    /// Lines through points in a unit square, y down.
    var strokes: [[(x: Double, y: Double)]]

    static let four = Drawing(strokes: [[(0.55, 0), (0.05, 0.65), (0.95, 0.65)], [(0.7, 0.35), (0.7, 1)]])
    static let seven = Drawing(strokes: [[(0, 0), (0.8, 0), (0.3, 1)]])
    static let one = Drawing(strokes: [[(0.5, 0), (0.5, 1)]])
    static let zero = Drawing(
        strokes: [[(0.5, 0), (0.85, 0.2), (0.85, 0.8), (0.5, 1), (0.15, 0.8), (0.15, 0.2), (0.5, 0)]]
    )

    /// The strokes, `pen` pixels wide, in a box of `size` pixels at (`x`, `y`) of a raster.
    func drawn(
        width: Int,
        height: Int,
        x: Double,
        y: Double,
        size: Double,
        pen: Double,
        ink: UInt8 = 0,
        paper: UInt8 = 255
    ) -> GrayRaster {
        var raster = GrayRaster(width: width, height: height, filledWith: paper)
        draw(on: &raster, x: x, y: y, size: size, pen: pen, ink: ink)
        return raster
    }

    func draw(on raster: inout GrayRaster, x: Double, y: Double, size: Double, pen: Double, ink: UInt8) {
        for row in 0..<raster.height {
            for column in 0..<raster.width {
                let (px, py) = (Double(column) + 0.5 - x, Double(row) + 0.5 - y)
                let share = max(0, min(1, 0.5 + pen / 2 - distance(px, py, size)))
                let paper = Double(raster[column, row])
                raster[column, row] = UInt8((paper + (Double(ink) - paper) * share).rounded())
            }
        }
    }

    private func distance(_ px: Double, _ py: Double, _ size: Double) -> Double {
        var nearest = Double.infinity
        for stroke in strokes {
            for (from, to) in zip(stroke, stroke.dropFirst()) {
                let (ax, ay) = (from.x * size, from.y * size)
                let (dx, dy) = (to.x * size - ax, to.y * size - ay)
                let along = max(0, min(1, ((px - ax) * dx + (py - ay) * dy) / (dx * dx + dy * dy)))
                let (ox, oy) = (px - ax - along * dx, py - ay - along * dy)
                nearest = min(nearest, (ox * ox + oy * oy).squareRoot())
            }
        }
        return nearest
    }
}

extension DigitImage {
    /// Mean difference of the pixels, 0 ... 255, at the best of the shifts by up to one pixel: the centre of mass may
    /// be rounded either way.
    func difference(from other: DigitImage) -> Double {
        let shifts = [-29, -28, -27, -1, 0, 1, 27, 28, 29]
        let sums = shifts.map { shift in
            (29..<pixels.count - 29).reduce(0) { $0 + abs(Int(pixels[$1]) - Int(other.pixels[$1 + shift])) }
        }
        return Double(sums.min()!) / Double(pixels.count)
    }

    /// Columns and rows of the box around all ink.
    var box: (width: Int, height: Int) {
        let inked = pixels.indices.filter { pixels[$0] > 0 }
        let (columns, rows) = (inked.map { $0 % Self.side }, inked.map { $0 / Self.side })
        return (columns.max()! - columns.min()! + 1, rows.max()! - rows.min()! + 1)
    }

    var centerOfMass: (x: Double, y: Double) {
        let sum = pixels.reduce(0.0) { $0 + Double($1) }
        var (x, y) = (0.0, 0.0)
        for index in pixels.indices {
            x += Double(pixels[index]) * Double(index % Self.side)
            y += Double(pixels[index]) * Double(index / Self.side)
        }
        return (x / sum, y / sum)
    }
}
