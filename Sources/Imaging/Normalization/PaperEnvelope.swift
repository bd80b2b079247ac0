extension Plane {
    /// The paper's lightness around and under ink: for dark ink a grey closing (the darkest of the lightest in reach),
    /// for light ink an opening, over a window of `window` times the longer side, then smoothed.
    func paperEnvelope(_ polarity: InkFacts.Polarity, window: Double) -> Plane {
        let reach = max(1, Int((Double(max(width, height)) * window / 2).rounded()))
        let lightFirst = polarity == .darkInk
        let smooth = boxBlurred(reach: 1)
        let outer = smooth.filtered(reach: reach, takingLargest: lightFirst)
        let envelope = outer.filtered(reach: reach, takingLargest: !lightFirst)
        return envelope.boxBlurred(reach: 1)
    }

    /// The largest or smallest value within `reach` cells along both axes.
    ///
    /// Van Herk's and Gil and Werman's way: a window of `2 reach + 1` cells is the end of one block of that length and the
    /// beginning of the next, and the best values from each cell to either end of its block take one pass each.
    func filtered(reach: Int, takingLargest: Bool) -> Plane {
        // The smallest is the largest of the negatives, which is exact.
        let sign: Float = takingLargest ? 1 : -1
        let block = 2 * reach + 1
        var toStart = [Float](repeating: 0, count: max(width, height))
        var toEnd = toStart
        return alongRows { row, result in
            let count = row.count
            for x in 0..<count {
                let value = sign * row[x]
                toStart[x] = x % block == 0 ? value : max(toStart[x - 1], value)
            }
            for x in stride(from: count - 1, through: 0, by: -1) {
                let value = sign * row[x]
                toEnd[x] = x == count - 1 || x % block == block - 1 ? value : max(toEnd[x + 1], value)
            }
            for x in 0..<count {
                let left = x - reach
                let right = min(count - 1, x + reach)
                let best: Float
                if left <= 0 {
                    best = toStart[right]
                } else if left / block == right / block {
                    best = toEnd[left]
                } else {
                    best = max(toEnd[left], toStart[right])
                }
                result[x] = sign * best
            }
        }
    }

    /// Means over `2 reach + 1` cells along both axes, fewer at the rim.
    func boxBlurred(reach: Int) -> Plane {
        alongRows { row, result in
            for x in 0..<row.count {
                let range = max(0, x - reach)...min(row.count - 1, x + reach)
                var sum: Float = 0
                for other in range { sum += row[other] }
                result[x] = sum / Float(range.count)
            }
        }
    }

    /// Applies `filter` to every row, then to every column.
    private func alongRows(_ filter: (UnsafeBufferPointer<Float>, UnsafeMutableBufferPointer<Float>) -> Void) -> Plane {
        transposedAfter(filter).transposedAfter(filter)
    }

    private func transposedAfter(
        _ filter: (UnsafeBufferPointer<Float>, UnsafeMutableBufferPointer<Float>) -> Void
    ) -> Plane {
        var result = Plane(width: height, height: width)
        var line = [Float](repeating: 0, count: width)
        values.withUnsafeBufferPointer { values in
            line.withUnsafeMutableBufferPointer { line in
                for y in 0..<height {
                    filter(UnsafeBufferPointer(rebasing: values[y * width..<(y + 1) * width]), line)
                    for x in 0..<width { result.values[x * height + y] = line[x] }
                }
            }
        }
        return result
    }
}
