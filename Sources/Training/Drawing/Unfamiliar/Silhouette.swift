import Imaging

/// Filled shapes, dark on light: garments, vessels, leaves and blots. Nobody writes a digit so broadly.
enum Silhouette {
    /// Outlines in percent of the picture, y downwards, each symmetrical or not as the thing is.
    private static let outlines: [[SIMD2<Float>]] = [
        // Shirt, trousers, dress, shoe, bag, boot, coat, jug.
        "30,10 42,14 58,14 70,10 98,34 86,50 74,40 74,92 26,92 26,40 14,50 2,34",
        "28,6 72,6 78,94 56,94 50,36 44,94 22,94",
        "40,4 60,4 62,30 82,94 18,94 38,30",
        "4,50 30,46 52,64 88,68 97,80 96,88 4,88",
        "10,38 30,38 32,20 42,10 58,10 68,20 70,38 90,38 94,92 6,92",
        "34,6 62,6 62,56 92,74 94,92 34,92",
        "36,6 64,6 84,20 98,80 84,84 76,46 78,96 53,96 50,20 47,96 22,96 24,46 16,84 2,80 16,20",
        "34,6 66,6 64,20 86,34 92,58 82,64 76,50 74,92 26,92 20,40",
    ].map { outline in
        outline.split(separator: " ").map { point in
            let parts = point.split(separator: ",").compactMap { Float($0) }
            return SIMD2(parts[0], parts[1]) / 100
        }
    }

    /// A picture of `side` by `side` pixels.
    static func raster(side: Int, _ random: inout SplitMix64) -> GrayRaster {
        let outline = random.chance(0.6) ? garment(&random) : blot(&random)
        let shade = random.uniform(0, 140), fold = random.chance(0.5) ? random.uniform(0, 60) : 0
        let folds = ValueNoise(width: side, height: side, spacing: Float(side) * random.uniform(0.08, 0.4), &random)
        var raster = GrayRaster(width: side, height: side, filledWith: 255)
        for y in 0..<side {
            for x in 0..<side {
                let share = covered(x, y, side, outline)
                guard share > 0 else { continue }
                let ink = limit(shade + fold * folds.value(x, y), 0, 200)
                raster[x, y] = UInt8(255 - share * (255 - ink))
            }
        }
        return raster
    }

    private static func garment(_ random: inout SplitMix64) -> [SIMD2<Float>] {
        let outline = outlines[random.integer(0...(outlines.count - 1))]
        let size = SIMD2(random.uniform(0.5, 0.92), random.uniform(0.5, 0.92))
        let mirror: Float = random.chance(0.5) ? -1 : 1
        let turn = random.normal() * 0.02
        let (sine, cosine) = (Wave.sine(turn), Wave.sine(turn + 0.25))
        return outline.map { point in
            let off = (point - 0.5) * size * SIMD2(mirror, 1)
            let jitter = SIMD2(random.normal(), random.normal()) * 0.015
            return SIMD2(cosine * off.x - sine * off.y, sine * off.x + cosine * off.y) + 0.5 + jitter
        }
    }

    /// A closed line around the middle whose distance from it is a sum of waves.
    private static func blot(_ random: inout SplitMix64) -> [SIMD2<Float>] {
        let waves = (1...5).map { (turns: Float($0), size: random.normal() * 0.09, phase: random.unit()) }
        let middle = random.uniform(0.2, 0.36)
        return (0..<48).map { step in
            let turn = Float(step) / 48
            let radius = waves.reduce(middle) { $0 + $1.size * Wave.sine($1.turns * turn + $1.phase) }
            return SIMD2(Wave.sine(turn + 0.25), Wave.sine(turn)) * limit(radius, 0.05, 0.48) + 0.5
        }
    }

    /// The share of a pixel within the outline, from four points in it.
    private static func covered(_ x: Int, _ y: Int, _ side: Int, _ outline: [SIMD2<Float>]) -> Float {
        var inside: Float = 0
        for (dx, dy) in [(Float(0.25), Float(0.25)), (0.75, 0.25), (0.25, 0.75), (0.75, 0.75)] {
            let point = SIMD2(Float(x) + dx, Float(y) + dy) / Float(side)
            if contains(outline, point) { inside += 0.25 }
        }
        return inside
    }

    /// Whether a ray to the right crosses the outline an odd number of times.
    private static func contains(_ outline: [SIMD2<Float>], _ point: SIMD2<Float>) -> Bool {
        var isInside = false
        var before = outline[outline.count - 1]
        for corner in outline {
            if (corner.y > point.y) != (before.y > point.y) {
                let share = (point.y - corner.y) / (before.y - corner.y)
                if point.x < corner.x + share * (before.x - corner.x) { isInside.toggle() }
            }
            before = corner
        }
        return isInside
    }
}
