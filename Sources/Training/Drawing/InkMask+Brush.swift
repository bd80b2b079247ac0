/// Drawing as a paint program's plain brush does: whole pixels, no soft edges.
extension InkMask {
    /// Stamps a brush of `diameter` pixels, square or round, along lines from one sample to the next.
    mutating func brush(_ strokes: [[PenSample]], diameter: Int, isSquare: Bool) {
        let tip = InkMask.tip(diameter: max(diameter, 1), isSquare: isSquare)
        for stroke in strokes {
            guard var from = stroke.first?.position else {
                continue
            }
            stamp(tip, at: from)
            for sample in stroke.dropFirst() {
                let way = sample.position - from
                let count = Int(limit(max(abs(way.x), abs(way.y)).rounded(.up), 0, 1e5))
                for step in stride(from: 1, through: count, by: 1) {
                    stamp(tip, at: from + way * (Float(step) / Float(count)))
                }
                from = sample.position
            }
        }
    }

    /// The rows of a brush's tip: offset down, first and last offset to the right.
    private static func tip(diameter: Int, isSquare: Bool) -> [(row: Int, first: Int, last: Int)] {
        let middle = Float(diameter - 1) / 2
        let radius = Float(diameter) / 2
        return (0..<diameter).compactMap { row in
            if isSquare {
                return (row - diameter / 2, -(diameter / 2), diameter - 1 - diameter / 2)
            }
            let off = Float(row) - middle
            let half = (radius * radius - off * off).squareRoot()
            let columns = (0..<diameter).filter { abs(Float($0) - middle) <= half }
            guard let first = columns.first, let last = columns.last else {
                return nil
            }
            return (row - diameter / 2, first - diameter / 2, last - diameter / 2)
        }
    }

    private mutating func stamp(_ tip: [(row: Int, first: Int, last: Int)], at position: SIMD2<Float>) {
        let column = Int(limit(position.x, -1e6, 1e6).rounded(.down))
        let row = Int(limit(position.y, -1e6, 1e6).rounded(.down))
        for line in tip {
            let y = row + line.row
            let left = max(0, column + line.first)
            let right = min(width - 1, column + line.last)
            guard y >= 0, y < height, left <= right else {
                continue
            }
            for x in left...right {
                coverage[y * width + x] = 1
            }
        }
    }
}
