/// How red, green and blue add up to lightness: `offset + Σ weight · value`.
struct ColorWeights: Equatable {
    var red: Float
    var green: Float
    var blue: Float
    var offset: Float = 0

    /// Rec. 709 luma (ITU-R BT.709, item 3.2).
    static let luma = ColorWeights(red: 0.2126, green: 0.7152, blue: 0.0722)

    /// Luma, unless the picture's contrast lies nearly all in colours that luma does not tell apart, as with yellow on
    /// white or red on green. Then it is the first principal axis of the colours, scaled to keep values in 0 ... 255.
    ///
    /// `samples` are interleaved bytes of `channels` (3 or 4) a pixel; transparent pixels do not count.
    init(for samples: UnsafeBufferPointer<UInt8>, channels: Int) {
        self = .luma
        let covariance = ColorCovariance(samples, channels: channels)
        let axis = covariance.principalAxis
        let size = abs(axis.x) + abs(axis.y) + abs(axis.z)
        guard size > 0 else { return }
        // Lighter colours should stay lighter.
        let scaled = axis / (axis.sum() < 0 ? -size : size)
        let luma = SIMD3<Float>(red, green, blue)
        let spread = covariance.variance(along: scaled).squareRoot()
        guard spread >= 4, spread > 3 * covariance.variance(along: luma).squareRoot() else { return }
        (red, green, blue) = (scaled.x, scaled.y, scaled.z)
        offset = -255 * (min(0, red) + min(0, green) + min(0, blue))
    }

    private init(red: Float, green: Float, blue: Float) {
        (self.red, self.green, self.blue) = (red, green, blue)
    }
}

/// How the colours of a picture vary together.
private struct ColorCovariance {
    private var rows: [SIMD3<Float>]

    init(_ samples: UnsafeBufferPointer<UInt8>, channels: Int) {
        let pixels = samples.count / channels
        // An odd step does not fall into step with columns of even widths.
        let step = pixels > 20_000 ? max(1, (pixels / 10_000) | 1) : 1
        var count: Float = 0
        var sum = SIMD3<Float>()
        var products = [SIMD3<Float>](repeating: SIMD3(), count: 3)
        for pixel in stride(from: 0, to: pixels, by: step) {
            let at = pixel &* channels
            if channels == 4 && samples[at &+ 3] < 128 { continue }
            let color = SIMD3<Float>(Float(samples[at]), Float(samples[at &+ 1]), Float(samples[at &+ 2])) - 128
            count += 1
            sum += color
            for row in 0..<3 { products[row] += color[row] * color }
        }
        let total = max(1, count)
        let mean = sum / total
        rows = (0..<3).map { products[$0] / total - mean[$0] * mean }
    }

    func variance(along weights: SIMD3<Float>) -> Float {
        max(0, (weights * times(weights)).sum())
    }

    private func times(_ vector: SIMD3<Float>) -> SIMD3<Float> {
        SIMD3((rows[0] * vector).sum(), (rows[1] * vector).sum(), (rows[2] * vector).sum())
    }

    /// The direction of most variance, by power iteration; zero where nothing varies.
    var principalAxis: SIMD3<Float> {
        var axis = SIMD3<Float>(0.5, 0.6, 0.7)
        for _ in 0..<30 {
            let next = times(axis)
            let length = (next * next).sum().squareRoot()
            if length < 1e-3 { return SIMD3() }
            axis = next / length
        }
        return axis
    }
}
