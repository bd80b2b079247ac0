/// Turns interleaved 8-bit samples into lightness, with alpha laid on paper.
struct GrayConversion {
    /// Samples to a raster of `width` columns; channels: 1 grey, 2 grey and alpha, 3 RGB, 4 RGBA.
    static func raster(_ samples: [UInt8], channels: Int, width: Int, height: Int) -> GrayRaster {
        if channels == 1 { return GrayRaster(width: width, height: height, pixels: samples) }
        let count = width * height
        var lightness = [UInt8](repeating: 0, count: count)
        var alpha: [UInt8] = []
        samples.withUnsafeBufferPointer { samples in
            lightness.withUnsafeMutableBufferPointer { lightness in
                if channels == 2 {
                    for pixel in 0..<count { lightness[pixel] = samples[2 &* pixel] }
                } else {
                    fill(lightness, from: samples, channels: channels)
                }
            }
            guard channels == 2 || channels == 4 else { return }
            alpha = [UInt8](repeating: 0, count: count)
            for pixel in 0..<count { alpha[pixel] = samples[channels &* pixel &+ channels &- 1] }
        }
        var raster = GrayRaster(width: width, height: height, pixels: lightness)
        if !alpha.isEmpty { TransparentPaper(under: raster, alpha: alpha).fill(&raster, alpha: alpha) }
        return raster
    }

    /// Weighted sums of the colours, in integers of 1/65536.
    private static func fill(
        _ lightness: UnsafeMutableBufferPointer<UInt8>,
        from samples: UnsafeBufferPointer<UInt8>,
        channels: Int
    ) {
        let weights = ColorWeights(for: samples, channels: channels)
        let red = Int32((weights.red * 65536).rounded())
        let blue = Int32((weights.blue * 65536).rounded())
        let offset = Int32((weights.offset * 65536).rounded()) + 32768
        // The weights' magnitudes add up to one exactly, so that no sum leaves 0 ... 255.
        let green = Int32(weights.green < 0 ? -1 : 1) * (65536 - abs(red) - abs(blue))
        // A stride that is known when compiled.
        if channels == 3 {
            fill(lightness, from: samples, 3, SIMD3(red, green, blue), offset)
        } else {
            fill(lightness, from: samples, 4, SIMD3(red, green, blue), offset)
        }
    }

    @inline(__always)
    private static func fill(
        _ lightness: UnsafeMutableBufferPointer<UInt8>,
        from samples: UnsafeBufferPointer<UInt8>,
        _ channels: Int,
        _ weights: SIMD3<Int32>,
        _ offset: Int32
    ) {
        let (red, green, blue) = (weights.x, weights.y, weights.z)
        for pixel in 0..<lightness.count {
            let at = channels &* pixel
            let sum = red &* Int32(samples[at]) &+ green &* Int32(samples[at &+ 1]) &+ blue &* Int32(samples[at &+ 2])
            lightness[pixel] = UInt8(truncatingIfNeeded: max(0, min(255, (sum &+ offset) &>> 16)))
        }
    }
}
