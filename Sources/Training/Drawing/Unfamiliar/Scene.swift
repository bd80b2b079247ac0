import Imaging

/// Grey pictures of nothing in particular, as a photograph dropped by mistake: clouds, surfaces, grain, patches.
enum Scene {
    /// A picture of `width` by `height` pixels.
    static func raster(width: Int, height: Int, _ random: inout SplitMix64) -> GrayRaster {
        let side = Float(max(width, height))
        var values = [Float](repeating: random.uniform(0.25, 0.75), count: width * height)
        // Octaves of noise; how fast they weaken decides between clouds and grain.
        var spacing = side * random.uniform(0.1, 0.6), amplitude = random.uniform(0.2, 0.5)
        let weakening = random.uniform(0.35, 0.95)
        while spacing >= 1.5, amplitude > 0.02 {
            let noise = ValueNoise(width: width, height: height, spacing: spacing, &random)
            for y in 0..<height {
                for x in 0..<width { values[y * width + x] += amplitude * noise.value(x, y) }
            }
            spacing /= 2
            amplitude *= weakening
        }
        for _ in 0..<random.integer(0...4) { patch(&values, width, height, &random) }
        if random.chance(0.35) { harden(&values, &random) }
        return GrayRaster(width: width, height: height, pixels: values.map { UInt8(limit($0, 0, 1) * 255) })
    }

    /// A turned rectangle or ellipse of another shade.
    private static func patch(_ values: inout [Float], _ width: Int, _ height: Int, _ random: inout SplitMix64) {
        let middle = SIMD2(random.unit() * Float(width), random.unit() * Float(height))
        let half = SIMD2(random.uniform(0.05, 0.4) * Float(width), random.uniform(0.05, 0.4) * Float(height))
        let turn = random.unit(), shade = random.uniform(-0.5, 0.5), isRound = random.chance(0.5)
        let (sine, cosine) = (Wave.sine(turn), Wave.sine(turn + 0.25))
        for y in 0..<height {
            for x in 0..<width {
                let off = SIMD2(Float(x), Float(y)) - middle
                let place = SIMD2(cosine * off.x + sine * off.y, cosine * off.y - sine * off.x) / half
                let square = place * place
                let isInside = isRound ? square.x + square.y < 1 : square.max() < 1
                if isInside { values[y * width + x] += shade }
            }
        }
    }

    /// More contrast around a random level, up to black and white.
    private static func harden(_ values: inout [Float], _ random: inout SplitMix64) {
        let level = random.uniform(0.35, 0.65), factor = random.logUniform(2, 30)
        for index in values.indices { values[index] = 0.5 + (values[index] - level) * factor }
    }
}
