extension Plane {
    /// Ink (0 ... 1) grown by `margin` pixels on every side, or shrunk where it is negative, with soft edges.
    ///
    /// The outline is taken at one half. With s the signed distance to it, negative inside, the new value is
    /// `clamp(1/2 + margin - s)`. Only one side of the outline matters: what was ink stays ink while it grows, what was
    /// paper stays paper while it shrinks.
    func grown(by margin: Double) -> Plane {
        let grows = margin >= 0
        let reach = Int(abs(margin) + 2)
        let distances = squaredDistances(toInk: grows, reach: reach)
        var result = self
        let offset = Float(abs(margin))
        for index in values.indices {
            // The centre of the nearest pixel of the other kind lies half a pixel beyond the outline.
            let near = max(0, min(1, offset + 1 - distances[index].squareRoot()))
            result.values[index] = grows ? near : 1 - near
        }
        return result
    }

    /// Squared distance of each pixel's centre to that of the nearest ink (or paper) pixel, as far as `reach`; farther
    /// ones get a larger value.
    ///
    /// `d²(x, y) = min over i of i² + g²(x + i, y)`, where g is the distance along the column (two sweeps).
    func squaredDistances(toInk: Bool, reach: Int) -> [Float] {
        let far = Float(2 * (reach + 1))
        var columns = values.map { ($0 >= 0.5) == toInk ? 0 : far }
        var result = [Float](repeating: 0, count: values.count)
        columns.withUnsafeMutableBufferPointer { columns in
            for index in width..<max(width, columns.count) {
                columns[index] = min(columns[index], columns[index &- width] + 1)
            }
            for index in stride(from: columns.count - width - 1, through: 0, by: -1) {
                columns[index] = min(columns[index], columns[index &+ width] + 1)
            }
            for index in 0..<columns.count { columns[index] *= columns[index] }
            result.withUnsafeMutableBufferPointer { result in
                for y in 0..<height {
                    let row = y &* width
                    for x in 0..<width { result[row &+ x] = columns[row &+ x] }
                    for step in 1...max(1, reach) where step < width {
                        let square = Float(step &* step)
                        for x in step..<width {
                            result[row &+ x] = min(result[row &+ x], columns[row &+ x &- step] + square)
                        }
                        for x in 0..<width &- step {
                            result[row &+ x] = min(result[row &+ x], columns[row &+ x &+ step] + square)
                        }
                    }
                }
            }
        }
        return result
    }
}
