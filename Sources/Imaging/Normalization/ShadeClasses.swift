/// The two shades of a picture that is plainly ink and paper.
struct ShadeClasses {
    /// How much area, rim, corners, and where these disagree the pieces, say that the light class is paper: -3 none ...
    /// 3 all.
    let vote: Double
    var polarity: InkFacts.Polarity { vote > 0 ? .darkInk : .lightInk }
    /// The lightness values that are paper.
    let paper: ClosedRange<Int>

    /// Splits the shades by Otsu's threshold. Nil where that explains too little, where shades in between are common and
    /// not those of soft edges (uneven light), or where area, rim and corners do not agree on which class is paper.
    init?(_ shades: ShadeHistogram, in raster: GrayRaster) {
        guard let (split, separation) = shades.otsu(in: 0..<256), separation >= 0.75, (1...255).contains(split) else {
            return nil
        }
        let (dark, light) = (shades.mean(in: 0...split - 1), shades.mean(in: split...255))
        guard light - dark >= 24 else { return nil }
        // In small pictures most pixels may lie on an edge.
        if max(raster.width, raster.height) > 40 {
            let third = (light - dark) * 0.3
            let between = shades.count(in: Int(dark + third)...Int(light - third))
            if between * 10 > shades.total {
                guard separation >= 0.8, light - dark >= 60, Self.hasSoftEdges(raster, dark + third, light - third)
                else { return nil }
            }
        }
        let area = Self.balance(shades, split)
        let rim = Self.balance(ShadeHistogram(raster.rim), split)
        let corners = Self.balance(ShadeHistogram(raster.corners), split)
        let doubtful = area + rim + corners
        vote = abs(doubtful) < 1 ? doubtful + Self.pieceVote(raster, split) : doubtful
        guard abs(vote) >= 0.4 else { return nil }
        paper = vote > 0 ? split...255 : 0...split - 1
    }

    /// Paper of one shade under strong grain, which spreads the shades of its pixels but not the means of many; nil where
    /// these differ too, as under uneven light.
    func grainyPaper(of raster: GrayRaster, _ shades: ShadeHistogram) -> Paper? {
        let block = max(4, max(raster.width, raster.height) / 24)
        var means: [Float] = []
        for top in stride(from: 0, to: raster.height, by: block) {
            for left in stride(from: 0, to: raster.width, by: block) {
                let (bottom, right) = (min(top + block, raster.height), min(left + block, raster.width))
                var (sum, count) = (0, 0)
                for y in top..<bottom {
                    for x in left..<right where paper.contains(Int(raster[x, y])) {
                        sum += Int(raster[x, y])
                        count += 1
                    }
                }
                // Blocks that the ink takes most of are of its soft edges.
                if count * 5 >= (bottom - top) * (right - left) * 3 { means.append(Float(sum) / Float(count)) }
            }
        }
        guard means.count >= 8 else { return nil }
        means.sort()
        let level = means[means.count / 2]
        let grain = shades.deviation(from: level, within: 30, of: paper)
        let allowed = 6 + 2 * grain / Float(block)
        let near = means.count { abs($0 - level) <= allowed }
        guard grain <= 16, near * 3 >= means.count * 2 else { return nil }
        return Paper(polarity, even: level, noise: grain)
    }

    /// Whether the shades in between are nearly all those of edges, as of a small picture that was enlarged or one out of
    /// focus: both classes are close by, which they are not in the slopes of uneven light.
    private static func hasSoftEdges(_ raster: GrayRaster, _ dark: Float, _ light: Float) -> Bool {
        let coarse = Plane(averaging: raster, toSide: 64)
        let reach = max(1, Int((0.05 * Double(max(coarse.width, coarse.height))).rounded()))
        let darkest = coarse.filtered(reach: reach, takingLargest: false)
        let lightest = coarse.filtered(reach: reach, takingLargest: true)
        let apart = coarse.values.indices.count { index in
            let value = coarse.values[index]
            return value > dark && value < light && (darkest.values[index] > dark || lightest.values[index] < light)
        }
        return apart * 10 <= coarse.values.count
    }

    /// What the number of pieces says: 1 that the light class is paper, -1 that the dark one is, 0 nothing. A digit that
    /// fills its frame is of one piece or few, and cuts the paper into many.
    private static func pieceVote(_ raster: GrayRaster, _ split: Int) -> Double {
        let coarse = Plane(averaging: raster, toSide: 128)
        let isLight = coarse.values.map { $0 >= Float(split) }
        let light = PieceCount.of(isLight, width: coarse.width)
        let dark = PieceCount.of(isLight.map { !$0 }, width: coarse.width)
        if dark <= 3, light >= dark + 2 { return 1 }
        return light <= 3 && dark >= light + 2 ? -1 : 0
    }

    /// The share of light pixels less that of dark ones.
    private static func balance(_ shades: ShadeHistogram, _ split: Int) -> Double {
        2 * Double(shades.count(in: split...255)) / Double(shades.total) - 1
    }
}

extension GrayRaster {
    /// The pixels along the four sides, one fiftieth of the side deep, at least one.
    var rim: [UInt8] {
        let depth = min((min(width, height) + 1) / 2, max(1, min(width, height) / 50))
        var values: [UInt8] = []
        values.reserveCapacity(2 * depth * (width + height))
        for y in 0..<height {
            let row = y * width
            if y < depth || y >= height - depth {
                values += pixels[row..<row + width]
            } else {
                values += pixels[row..<row + depth]
                values += pixels[row + width - depth..<row + width]
            }
        }
        return values
    }

    /// The pixels in the four corners, squares of a twelfth of the shorter side, at least one pixel.
    var corners: [UInt8] {
        let side = max(1, min(width, height) / 12)
        var values: [UInt8] = []
        values.reserveCapacity(4 * side * side)
        for y in 0..<height where y < side || y >= height - side {
            let row = y * width
            values += pixels[row..<row + side]
            values += pixels[row + width - side..<row + width]
        }
        return values
    }
}
