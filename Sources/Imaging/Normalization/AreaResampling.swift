extension Plane {
    /// The part of the plane from (`x`, `y`), `sourceWidth` by `sourceHeight`, at `width` by `height` pixels: each
    /// value is the mean over the area it covers, with shares of the pixels at its edges.
    func resampled(
        x: Double,
        y: Double,
        sourceWidth: Double,
        sourceHeight: Double,
        width: Int,
        height: Int
    ) -> Plane {
        let columns = Self.shares(start: x, length: sourceWidth, count: width, limit: self.width)
        let rows = Self.shares(start: y, length: sourceHeight, count: height, limit: self.height)
        var lines = Plane(width: width, height: self.height)
        for row in (rows.first?.first ?? 0)..<min(self.height, rows.last.map { $0.first + $0.weights.count } ?? 0) {
            for (target, share) in columns.enumerated() {
                var sum: Float = 0
                for (index, weight) in share.weights.enumerated() {
                    sum += weight * values[row * self.width + share.first + index]
                }
                lines.values[row * width + target] = sum
            }
        }
        var result = Plane(width: width, height: height)
        for (target, share) in rows.enumerated() {
            for (index, weight) in share.weights.enumerated() {
                let source = (share.first + index) * width
                for column in 0..<width {
                    result.values[target * width + column] += weight * lines.values[source + column]
                }
            }
        }
        return result
    }

    /// The part of the plane in `box` at `width` by `height` pixels, each the value nearest to its middle.
    func sampled(_ box: InkFacts.Box, width: Int, height: Int) -> Plane {
        var result = Plane(width: width, height: height)
        for y in 0..<height {
            for x in 0..<width {
                result[x, y] =
                    self[
                        box.x + (2 * x + 1) * box.width / (2 * width),
                        box.y + (2 * y + 1) * box.height / (2 * height)
                    ]
            }
        }
        return result
    }

    private struct Share {
        var first: Int
        var weights: [Float]
    }

    /// For each of `count` equal parts of `start ..< start + length`, the pixels under it and their weights.
    private static func shares(start: Double, length: Double, count: Int, limit: Int) -> [Share] {
        let step = length / Double(count)
        return (0..<count).map { index in
            let from = max(0, start + Double(index) * step)
            let to = min(Double(limit), start + Double(index + 1) * step)
            let first = min(limit - 1, Int(from))
            var weights: [Float] = []
            var pixel = first
            while pixel < limit, Double(pixel) < to - 1e-9 {
                let overlap = min(to, Double(pixel + 1)) - max(from, Double(pixel))
                weights.append(Float(max(0, overlap) / step))
                pixel += 1
            }
            return Share(first: first, weights: weights)
        }
    }

    /// The plane ready to be fitted to a 20 x 20 box: where its ink is smaller than that, enlarged so that averaging
    /// draws lines and not blocks.
    func prepared(forBox side: Int) -> Plane {
        side < 20 && max(width, height) < 40 ? enlarged(by: max(2, 60 / max(1, side))) : self
    }

    /// The plane with `margin` empty pixels more on every side.
    func padded(by margin: Int) -> Plane {
        var result = Plane(width: width + 2 * margin, height: height + 2 * margin)
        for y in 0..<height {
            for x in 0..<width { result[x + margin, y + margin] = self[x, y] }
        }
        return result
    }

    /// `factor` times as large, by straight lines between the pixels' centres.
    func enlarged(by factor: Int) -> Plane {
        var wide = Plane(width: width * factor, height: height)
        for x in 0..<wide.width {
            let (left, right, share) = Self.neighbors(x, factor, width)
            for y in 0..<height {
                wide.values[y * wide.width + x] = self[left, y] * (1 - share) + self[right, y] * share
            }
        }
        var result = Plane(width: wide.width, height: height * factor)
        for y in 0..<result.height {
            let (top, bottom, share) = Self.neighbors(y, factor, height)
            for x in 0..<wide.width {
                result.values[y * wide.width + x] = wide[x, top] * (1 - share) + wide[x, bottom] * share
            }
        }
        return result
    }

    private static func neighbors(_ index: Int, _ factor: Int, _ count: Int) -> (Int, Int, Float) {
        let center = (Float(index) + 0.5) / Float(factor) - 0.5
        let clamped = max(0, min(Float(count - 1), center))
        let first = Int(clamped)
        return (first, min(count - 1, first + 1), clamped - Float(first))
    }

    /// Blocks of `factor` by `factor` pixels as one: their mean, or their largest value, which keeps thin lines.
    func reduced(by factor: Int, keepingLargest: Bool) -> Plane {
        if factor == 1 { return self }
        var result = Plane(width: (width + factor - 1) / factor, height: (height + factor - 1) / factor)
        let scale = 1 / Float(factor * factor)
        let columns = result.width
        result.values.withUnsafeMutableBufferPointer { cells in
            values.withUnsafeBufferPointer { values in
                for y in 0..<height {
                    let (row, target) = (y &* width, (y / factor) &* columns)
                    for column in 0..<columns {
                        let pixels = column &* factor..<min(width, (column &+ 1) &* factor)
                        if keepingLargest {
                            var largest = cells[target &+ column]
                            for x in pixels { largest = max(largest, values[row &+ x]) }
                            cells[target &+ column] = largest
                        } else {
                            var sum: Float = 0
                            for x in pixels { sum += values[row &+ x] }
                            cells[target &+ column] += sum * scale
                        }
                    }
                }
            }
        }
        return result
    }
}
