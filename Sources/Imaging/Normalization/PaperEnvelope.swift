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
    func filtered(reach: Int, takingLargest: Bool) -> Plane {
        alongRows { row, result in
            for x in 0..<row.count {
                var best = row[x]
                for other in max(0, x - reach)...min(row.count - 1, x + reach) {
                    best = takingLargest ? max(best, row[other]) : min(best, row[other])
                }
                result[x] = best
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
