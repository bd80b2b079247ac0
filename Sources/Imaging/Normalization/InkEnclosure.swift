extension InkComponents {
    /// The inside of a selected piece that is a drawn box or the ground of a card: its box is inked along all four
    /// sides, but for one that the picture's edge cuts off. Nil where none is, or it is small.
    ///
    /// The digit in it may hold more ink than the lines of the box, so every piece is looked at that is as large as all
    /// together, nearly.
    func enclosedBox(of selection: DigitSelection, width: Int, height: Int) -> InkFacts.Box? {
        let wide = selection.members.filter {
            all[$0].width * 10 >= selection.width * 8 && all[$0].height * 10 >= selection.height * 8
        }
        return wide.lazy.compactMap { enclosedBox(of: $0, width: width, height: height) }.first
    }

    private func enclosedBox(of index: Int, width: Int, height: Int) -> InkFacts.Box? {
        let piece = all[index]
        guard min(piece.width, piece.height) >= 12 else { return nil }
        let reachX = 1 + piece.width / 40
        let reachY = 1 + piece.height / 40
        var (leftRows, rightRows) = ([Bool](repeating: false, count: piece.height), [Bool]())
        rightRows = leftRows
        var (topColumns, bottomColumns) = ([Bool](repeating: false, count: piece.width), [Bool]())
        bottomColumns = topColumns
        // How far ink reaches inwards from the left and right sides, row by row.
        var depths: [Int] = []
        for run in runs where Int(run.component) == index {
            let (start, end) = (Int(run.start) - piece.left, Int(run.end) - piece.left)
            let row = Int(run.y) - piece.top
            if start <= reachX {
                leftRows[row] = true
                depths.append(end)
            }
            if end >= piece.width - reachX {
                rightRows[row] = true
                depths.append(piece.width - start)
            }
            if row <= reachY { for column in start..<end { topColumns[column] = true } }
            if row >= piece.height - 1 - reachY { for column in start..<end { bottomColumns[column] = true } }
        }
        let sides = [leftRows, rightRows, topColumns, bottomColumns]
        let open = sides.indices.filter { sides[$0].count(where: { $0 }) * 10 < sides[$0].count * 9 }
        let meetsSide = [piece.left == 0, piece.right == width - 1, piece.top == 0, piece.bottom == height - 1]
        guard open.isEmpty || (open.count == 1 && meetsSide[open[0]] && min(width, height) >= 64) else { return nil }
        depths.sort()
        let depth = depths[depths.count / 2]
        // Lines are cut off whole, so that the inside of a 0 of straight strokes is bare; of a card's ground some.
        let areLines = depth * 3 <= piece.width
        let thickness = (areLines ? depth : min(depth, max(2, min(piece.width, piece.height) / 16))) + 1
        let inner = InkFacts.Box(
            x: piece.left + thickness,
            y: piece.top + thickness,
            width: piece.width - 2 * thickness,
            height: piece.height - 2 * thickness
        )
        return min(inner.width, inner.height) >= 8 ? inner : nil
    }

    /// A line drawn around the digit: the largest piece that is no mark of the paper, where another of nearly half its
    /// height lies free within it and it goes all around that. Smaller ones may be the counters of a hollow digit, and a
    /// stroke by itself in a ring that of a slashed 0, which stays whole.
    func ring(width: Int, height: Int, marks: [Bool]) -> Int? {
        let candidates = all.indices.filter { !marks[$0] }
        guard let outer = candidates.max(by: { all[$0].extent < all[$1].extent }) else { return nil }
        let ring = all[outer]
        // The width of its line: its area over the length of an ellipse, roughly.
        let stroke = Double(ring.area) / (.pi / 2 * Double(ring.width + ring.height))
        let inner = candidates.filter { index in
            let piece = all[index]
            return piece.left > ring.left && piece.right < ring.right && piece.top > ring.top
                && piece.bottom < ring.bottom && piece.height * 20 >= ring.height * 9
        }
        guard stroke * 6 <= Double(min(ring.width, ring.height)),
            let digit = inner.max(by: { all[$0].area < all[$1].area }),
            enclosedBox(of: outer, width: width, height: height) == nil
        else { return nil }
        let piece = all[digit]
        let length = (Double(piece.width * piece.width) + Double(piece.height * piece.height)).squareRoot()
        guard Double(piece.area) > 1.5 * length * stroke else { return nil }
        // Which rows of the digit have the ring to their left and right, and which columns above and below.
        var sides = [[Bool]](repeating: [Bool](repeating: false, count: max(piece.width, piece.height)), count: 4)
        for run in runs where Int(run.component) == outer {
            let row = Int(run.y) - piece.top
            if row >= 0, row < piece.height {
                if Int(run.end) <= piece.left { sides[0][row] = true }
                if Int(run.start) > piece.right { sides[1][row] = true }
            }
            let (first, end) = (max(0, Int(run.start) - piece.left), min(piece.width, Int(run.end) - piece.left))
            guard row < 0 || row >= piece.height, first < end else { continue }
            for column in first..<end { sides[row < 0 ? 2 : 3][column] = true }
        }
        let lengths = [piece.height, piece.height, piece.width, piece.width]
        let open = sides.indices.filter { sides[$0].count(where: { $0 }) * 10 < lengths[$0] * 9 }
        let meetsSide = [ring.left == 0, ring.right == width - 1, ring.top == 0, ring.bottom == height - 1]
        return open.isEmpty || open.count == 1 && meetsSide[open[0]] ? outer : nil
    }

    /// Whether the selected pieces make up a third of all ink: a digit does on grainy paper, a stain among stains does
    /// not.
    func areMost(in selection: DigitSelection) -> Bool {
        let chosen = selection.members.reduce(0) { $0 + all[$1].area }
        return chosen * 3 >= all.reduce(0) { $0 + $1.area }
    }

    /// Whether the selected pieces are among many of their kind, as in salt, print or a screen.
    func areTexture(around selection: DigitSelection) -> Bool {
        guard let main = selection.members.first, all.count > 80 else { return false }
        let alike = all.count { $0.extent * 5 >= all[main].extent * 2 }
        return alike > 24 || selection.members.count > 160
    }

    /// The share of the outermost pixels of a `width` by `height` picture that are ink.
    func rimShare(width: Int, height: Int) -> Double {
        var covered = 0
        for run in runs {
            if run.y == 0 || Int(run.y) == height - 1 {
                covered += Int(run.end - run.start)
            } else {
                if run.start == 0 { covered += 1 }
                if Int(run.end) == width { covered += 1 }
            }
        }
        return Double(covered) / Double(2 * (width + height))
    }
}

extension GrayRaster {
    /// The picture at half the size, each pixel the mean of four; an odd last row or column is left out.
    var halved: GrayRaster {
        let (halfWidth, halfHeight) = (width / 2, height / 2)
        precondition(halfWidth > 0 && halfHeight > 0, "half of \(width) x \(height) pixels")
        var half = [UInt8](repeating: 0, count: halfWidth * halfHeight)
        half.withUnsafeMutableBufferPointer { half in
            pixels.withUnsafeBufferPointer { pixels in
                for y in 0..<halfHeight {
                    let row = 2 &* y &* width
                    for x in 0..<halfWidth {
                        let place = row &+ 2 &* x
                        let upper = Int(pixels[place]) &+ Int(pixels[place &+ 1])
                        let lower = Int(pixels[place &+ width]) &+ Int(pixels[place &+ width &+ 1])
                        half[y &* halfWidth &+ x] = UInt8((upper &+ lower &+ 2) / 4)
                    }
                }
            }
        }
        return GrayRaster(width: halfWidth, height: halfHeight, pixels: half)
    }

    /// The part of the picture in `box`, which lies within it.
    func cropped(to box: InkFacts.Box) -> GrayRaster {
        var part: [UInt8] = []
        part.reserveCapacity(box.width * box.height)
        for y in box.y..<box.y + box.height {
            part += pixels[y * width + box.x..<y * width + box.x + box.width]
        }
        return GrayRaster(width: box.width, height: box.height, pixels: part)
    }
}

extension InkFacts.Box {
    /// Whether it is a sliver at a side of `inner`: what is left of the line of a box.
    func isRemnant(along inner: InkFacts.Box) -> Bool {
        let reach = max(1, max(inner.width, inner.height) / 128)
        let isAtSide = x - inner.x <= reach || inner.x + inner.width - x - width <= reach
        let isAtEnd = y - inner.y <= reach || inner.y + inner.height - y - height <= reach
        return isAtSide && width * 4 <= height || isAtEnd && height * 4 <= width
    }
}
