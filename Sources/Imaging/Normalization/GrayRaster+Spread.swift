extension GrayRaster {
    /// A picture whose shades lie close together, as one that was taken in the dark, with its shades spread from black to
    /// white.
    struct Spread {
        /// The picture.
        let raster: GrayRaster
        /// The shades that became black and white.
        let shades: ClosedRange<UInt8>

        /// The shade that became this one.
        func original(of shade: UInt8) -> UInt8 {
            let width = Int(shades.upperBound) - Int(shades.lowerBound)
            return UInt8(Int(shades.lowerBound) + (Int(shade) * width + 127) / 255)
        }
    }

    /// The picture with its shades spread, but for one in 500 at either end; nil where the lightest is no dark one, or they
    /// fill more than three eighths of all there are, or so few that ink would be no more than a step or two of noise.
    var spread: Spread? {
        let counts = ShadeHistogram(pixels).counts
        let rest = pixels.count / 500
        func end(_ shades: some Sequence<Int>) -> Int {
            var left = rest
            return shades.first { shade in
                left -= counts[shade]
                return left < 0
            } ?? 0
        }
        let (low, high) = (end(0...255), end((0...255).reversed()))
        guard high <= 128, (8...96).contains(high - low) else { return nil }
        let table = (0...255).map { UInt8(max(0, min(255, ($0 - low) * 255 / (high - low)))) }
        let raster = GrayRaster(width: width, height: height, pixels: pixels.map { table[Int($0)] })
        return Spread(raster: raster, shades: UInt8(low)...UInt8(high))
    }
}
