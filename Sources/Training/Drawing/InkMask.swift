/// How much of each pixel is covered by ink: 0 none ... 1 all, row by row.
struct InkMask: Sendable {
    let width: Int
    let height: Int
    var coverage: [Float]

    /// A mask without ink.
    init(width: Int, height: Int) {
        precondition(width > 0 && height > 0, "a mask of \(width)x\(height) pixels")
        self.width = width
        self.height = height
        coverage = [Float](repeating: 0, count: width * height)
    }

    /// Inks strokes whose samples are in pixels, (0, 0) the top left corner of the top left pixel.
    ///
    /// A pixel is covered by how far its middle lies inside the line: `clamp(radius - distance + ½)`; lines thinner
    /// than a pixel are drawn a pixel wide and fainter. Where strokes cross, the darker one stays.
    mutating func ink(_ strokes: [[PenSample]], nib: Nib) {
        let tip = NibMetric(nib)
        for stroke in strokes {
            if stroke.count == 1 {
                inkSegment(stroke[0], stroke[0], tip)
            }
            for index in stroke.indices.dropLast() {
                inkSegment(stroke[index], stroke[index + 1], tip)
            }
        }
    }

    private mutating func inkSegment(_ from: PenSample, _ to: PenSample, _ tip: NibMetric) {
        let reach = max(from.radius, to.radius, 0.5) + 1
        let low = pointwiseMin(from.position, to.position) - reach
        let high = pointwiseMax(from.position, to.position) + reach
        let left = max(0, Int(limit(low.x, 0, Float(width))))
        let right = min(width - 1, Int(limit(high.x, -1, Float(width))))
        let top = max(0, Int(limit(low.y, 0, Float(height))))
        let bottom = min(height - 1, Int(limit(high.y, -1, Float(height))))
        guard left <= right, top <= bottom, high.x >= 0, high.y >= 0 else {
            return
        }
        let start = tip.map(from.position)
        let along = tip.map(to.position) - start
        let scale = 1 / max(along.x * along.x + along.y * along.y, 1e-12)
        let thick = (radius: max(from.radius, 0.5), density: from.density * min(1, from.radius * 2))
        let change = (
            radius: max(to.radius, 0.5) - thick.radius,
            density: to.density * min(1, to.radius * 2) - thick.density
        )
        let width = width
        var pixels = coverage.mutableSpan
        for y in top...bottom {
            for x in left...right {
                let here = tip.map(SIMD2(Float(x) + 0.5, Float(y) + 0.5)) - start
                let t = min(max((here.x * along.x + here.y * along.y) * scale, 0), 1)
                let off = here - along * t
                let distance = (off.x * off.x + off.y * off.y).squareRoot()
                let inside = (thick.radius + change.radius * t - distance) * tip.sharpness(off, distance) + 0.5
                let value = min(max(inside, 0), 1) * (thick.density + change.density * t)
                if value > pixels[y * width + x] {
                    pixels[y * width + x] = value
                }
            }
        }
    }
}

/// Measures distances so that an elliptic nib becomes a circle of its long half side.
struct NibMetric: Sendable {
    private let xx: Float
    private let xy: Float
    private let yy: Float
    private let isRound: Bool

    init(_ nib: Nib) {
        isRound = nib.roundness > 0.999
        let along = SIMD2(Wave.sine(nib.angle / (2 * .pi) + 0.25), Wave.sine(nib.angle / (2 * .pi)))
        let unit = direction(along)
        let stretch = 1 / max(nib.roundness, 0.05)
        xx = unit.x * unit.x + stretch * unit.y * unit.y
        yy = unit.y * unit.y + stretch * unit.x * unit.x
        xy = unit.x * unit.y * (1 - stretch)
    }

    @inline(__always)
    func map(_ point: SIMD2<Float>) -> SIMD2<Float> {
        isRound ? point : SIMD2(xx * point.x + xy * point.y, xy * point.x + yy * point.y)
    }

    /// Pixels per unit of the measured distance, where the edge lies in direction `off`.
    @inline(__always)
    func sharpness(_ off: SIMD2<Float>, _ distance: Float) -> Float {
        if isRound || distance < 1e-6 {
            return 1
        }
        let slope = map(off)
        return distance / max((slope.x * slope.x + slope.y * slope.y).squareRoot(), 1e-6)
    }
}
