/// Ground of several shades, none of which is the paper alone.
enum PatternedGround {
    /// The picture with all shades of its ground as the one next to the ink; nil where it has no such ground.
    ///
    /// The ground is the narrowest range of shades that holds three quarters of the picture. What lies beyond it by half
    /// of its width at least, on one side, is ink.
    static func flattened(_ raster: GrayRaster) -> GrayRaster? {
        let shades = ShadeHistogram(raster.pixels)
        let ground = shades.narrowest(holding: 0.75)
        let width = ground.count - 1
        guard (16...112).contains(width) else { return nil }
        let gap = max(24, width / 2)
        let darker = ground.lowerBound > gap ? shades.count(in: 0...ground.lowerBound - gap - 1) : 0
        let lighter = ground.upperBound + gap < 255 ? shades.count(in: ground.upperBound + gap + 1...255) : 0
        guard max(darker, lighter) * 500 >= shades.total, min(darker, lighter) * 10 <= max(darker, lighter) else {
            return nil
        }
        var result = raster
        for index in result.pixels.indices {
            result.pixels[index] =
                darker > lighter
                ? min(result.pixels[index], UInt8(ground.lowerBound))
                : max(result.pixels[index], UInt8(ground.upperBound))
        }
        return result
    }
}
