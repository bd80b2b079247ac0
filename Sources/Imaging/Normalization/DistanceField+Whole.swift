extension Plane {
    /// Like ``grown(by:)``, but strokes are thinned only as far as the digit stays whole: where parts of it are much
    /// thinner than the rest, the full margin would eat them up.
    func grownWhole(by margin: Double) -> Plane {
        guard margin < 0, let box = box(above: 0.5) else { return grown(by: margin) }
        let pieces = PieceCount.of(self, atLeast: 0.5)
        for share in [1, 0.85, 0.7, 0.5, 0.25] {
            let thinned = grown(by: margin * share)
            // Every end of a stroke recedes by the margin; more than that, and a part is gone.
            let lost = Int(2 * -margin * share) + max(box.width, box.height) / 8
            guard let left = thinned.box(above: 0.5), left.width >= box.width - lost, left.height >= box.height - lost,
                PieceCount.of(thinned, atLeast: 0.5) <= pieces
            else { continue }
            return thinned
        }
        return self
    }
}

/// Counts connected pieces (8 neighbours).
enum PieceCount {
    /// The pieces of values of at least `threshold`, without those of fewer than a 200th of all pixels, which are grain.
    static func of(_ plane: Plane, atLeast threshold: Float) -> Int {
        of(plane.values.map { $0 >= threshold }, width: plane.width)
    }

    /// The pieces of a mask of rows of `width` pixels, without those of fewer than a 200th of all pixels.
    static func of(_ mask: [Bool], width: Int) -> Int {
        let height = mask.count / width
        var open = mask
        var stack: [Int] = []
        var count = 0
        for start in open.indices where open[start] {
            var size = 0
            stack.append(start)
            open[start] = false
            while let place = stack.popLast() {
                size += 1
                let (x, y) = (place % width, place / width)
                for row in max(0, y - 1)...min(height - 1, y + 1) {
                    for column in max(0, x - 1)...min(width - 1, x + 1) where open[row * width + column] {
                        open[row * width + column] = false
                        stack.append(row * width + column)
                    }
                }
            }
            if size * 200 >= mask.count { count += 1 }
        }
        return count
    }
}
