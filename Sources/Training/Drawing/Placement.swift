/// Where a drawing's unit box lies in a picture.
struct Placement: Sendable {
    /// Pixels per unit.
    var scale: Float
    /// The pixel position of the unit box's corner.
    var origin: SIMD2<Float>

    /// Fits `drawing`, pen included, into a box of the picture: as large as goes, in the middle.
    init(_ drawing: PenDrawing, low: SIMD2<Float>, high: SIMD2<Float>) {
        let room = pointwiseMax(high - low, SIMD2(1, 1))
        let needed = drawing.extent + drawing.penWidth
        scale = (room / needed).min()
        origin = (low + high) / 2 - drawing.extent * scale / 2
    }

    /// The drawing's strokes in pixels, with samples close enough for smooth curves and lines at least
    /// `thinnest` pixels wide.
    func strokes(of drawing: PenDrawing, thinnest: Float = 0) -> [[PenSample]] {
        let spacing = PenDrawing.step * scale
        let parts = Int(limit(spacing / max(3, drawing.penWidth * scale / 6), 1, 24))
        return drawing.strokes.map { stroke in
            let placed = stroke.map { sample in
                PenSample(
                    position: origin + sample.position * scale,
                    radius: max(sample.radius * scale, thinnest / 2),
                    density: sample.density
                )
            }
            return parts > 1 ? Placement.refined(placed, parts) : placed
        }
    }

    /// Puts `parts` samples in place of each, on a smooth curve.
    private static func refined(_ stroke: [PenSample], _ parts: Int) -> [PenSample] {
        guard stroke.count > 2 else {
            return stroke
        }
        var fine: [PenSample] = []
        fine.reserveCapacity(stroke.count * parts)
        for index in 0..<(stroke.count - 1) {
            let from = stroke[index]
            let to = stroke[index + 1]
            let before = stroke[max(index - 1, 0)].position
            let after = stroke[min(index + 2, stroke.count - 1)].position
            for part in 0..<parts {
                let t = Float(part) / Float(parts)
                let t2 = t * t
                let t3 = t2 * t
                let ends = from.position * (2 * t3 - 3 * t2 + 1) + to.position * (3 * t2 - 2 * t3)
                let leaving = (to.position - before) * (0.5 * (t3 - 2 * t2 + t))
                let arriving = (after - from.position) * (0.5 * (t3 - t2))
                fine.append(
                    PenSample(
                        position: ends + leaving + arriving,
                        radius: from.radius + (to.radius - from.radius) * t,
                        density: from.density + (to.density - from.density) * t
                    )
                )
            }
        }
        fine.append(stroke[stroke.count - 1])
        return fine
    }
}
