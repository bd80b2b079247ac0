extension Reference {
    /// `μ[c] = Σ x / M` and `σ²[c] = Σ (x − μ)² / M` over the M = N·H·W numbers of a channel: x [N, H, W, C].
    static func batchStatistics(_ x: [Float], images: Int, shape: Shape) -> (mean: [Float], variance: [Float]) {
        let count = Double(images * shape.height * shape.width)
        var mean = [Double](repeating: 0, count: shape.channels)
        forEach(images, shape) { n, h, w, c in mean[c] += Double(x[place(shape, n, h, w, c)]) / count }
        var variance = [Double](repeating: 0, count: shape.channels)
        forEach(images, shape) { n, h, w, c in
            let distance = Double(x[place(shape, n, h, w, c)]) - mean[c]
            variance[c] += distance * distance / count
        }
        return (mean.map { Float($0) }, variance.map { Float($0) })
    }

    /// `y = x · scale[c] + shift[c]`: x and y [N, H, W, C], scale and shift [C].
    static func scaleAndShift(_ x: [Float], scale: [Float], shift: [Float]) -> [Float] {
        x.indices.map { x[$0] * scale[$0 % scale.count] + shift[$0 % shift.count] }
    }

    /// `sums[c] = Σ ∂y` and `products[c] = Σ ∂y (x − mean[c])`: x and ∂y [N, H, W, C], the others [C].
    static func normalizationSums(
        _ x: [Float],
        outputGradient: [Float],
        mean: [Float]
    ) -> (sums: [Float], products: [Float]) {
        var sums = [Double](repeating: 0, count: mean.count), products = sums
        for place in x.indices {
            let c = place % mean.count
            sums[c] += Double(outputGradient[place])
            products[c] += Double(outputGradient[place]) * (Double(x[place]) - Double(mean[c]))
        }
        return (sums.map { Float($0) }, products.map { Float($0) })
    }

    /// `∂x = ∂y · p[c] + x · q[c] + r[c]`: x, ∂x and ∂y [N, H, W, C], the others [C].
    static func normalizationBackward(
        _ x: [Float],
        outputGradient: [Float],
        p: [Float],
        q: [Float],
        r: [Float]
    ) -> [Float] {
        x.indices.map { outputGradient[$0] * p[$0 % p.count] + x[$0] * q[$0 % q.count] + r[$0 % r.count] }
    }
}
