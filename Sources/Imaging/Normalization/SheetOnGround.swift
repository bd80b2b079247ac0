/// A sheet of paper that lies on something else, as a table in a photograph, and is seen whole.
///
/// The digit is looked for within the sheet alone: the paper is followed from the sheet's edge inwards, and neither the
/// edge nor the table is mistaken for ink.
struct SheetOnGround {
    private let coarse: Plane
    /// Pixels to a cell, along each side.
    private let factor: Int
    private let mask: [Bool]
    private let bounds: InkFacts.Box
    /// Cells.
    private var area = 0
    /// The shade of most of the sheet.
    private let level: UInt8

    /// Looks for one on block means: the rim of the picture is of one shade of two (Otsu's), what is joined to the rim is
    /// the ground, and what is left is of the other shade but for the ink on it, and takes up much of the picture.
    init?(in raster: GrayRaster) {
        guard min(raster.width, raster.height) >= 64 else { return nil }
        coarse = Plane(averaging: raster, toSide: 96)
        factor = (max(raster.width, raster.height) + 95) / 96
        guard let ground = Self.ground(of: coarse) else { return nil }
        (mask, bounds) = Self.inside(of: coarse, ground)
        var sheet: [Float] = []
        for place in mask.indices where mask[place] {
            area += 1
            if !ground.contains(coarse.values[place]) { sheet.append(coarse.values[place]) }
        }
        let isLarge = bounds.width * bounds.height * 5 >= coarse.values.count
        guard sheet.count * 100 >= area * 85, isLarge else { return nil }
        level = UInt8(max(0, min(255, sheet.middleOfSorted.rounded())))
    }

    /// A box that lies within the sheet, in pixels of `raster`; nil where it does not fill its own like a rectangle that
    /// may be turned by some 4 degrees.
    func box(in raster: GrayRaster) -> InkFacts.Box? {
        let cells = bounds.width * bounds.height
        guard area * 100 >= cells * 82 else { return nil }
        var box = bounds
        Self.shrink(&box, to: mask, width: coarse.width)
        guard box.width * box.height * 2 >= cells, min(box.width, box.height) >= 12 else { return nil }
        return enlarged(box, in: raster)
    }

    /// The picture around a sheet that is turned further, or round, with the sheet's own shade in place of all that does
    /// not lie well within it; nil where its outline has dents.
    ///
    /// A round one may as well be a broad 0.
    func cutOut(of raster: GrayRaster) -> (part: InkFacts.Box, raster: GrayRaster, isRound: Bool)? {
        guard min(bounds.width, bounds.height) >= 16 else { return nil }
        let spans = spans
        let hull = ConvexHull(of: spans)
        guard Double(area) >= 0.92 * hull.area else { return nil }
        // What lies two cells within it, so that neither the edge nor its softness is left.
        let inset = 2
        var beside = RowMask(height: raster.height)
        var rest = RowMask(height: raster.height)
        for y in 0..<raster.height {
            let row = y / factor
            var span = 0..<coarse.width
            for near in row - inset...row + inset {
                span = span.clamped(to: spans.indices.contains(near) ? spans[near] : 0..<0)
            }
            let start = min(raster.width, (span.lowerBound + inset) * factor)
            let end = min(raster.width, max(0, span.upperBound - inset) * factor)
            beside.cover(0..<(start < end ? start : raster.width), in: y)
            if start < end { rest.cover(end..<raster.width, in: y) }
        }
        let part = enlarged(bounds, in: raster)
        let cut = raster.filled(beside, with: level).filled(rest, with: level).cropped(to: part)
        // A sheet that is seen from the side has four corners still, and a scrap of paper a few.
        let isRound = Double(area) < 0.88 * hull.smallestRectangle && hull.area(ofCorners: 6) < 0.92 * hull.area
        return (part, cut, isRound)
    }

    /// The columns that it lies in, row by row, with what is between them.
    private var spans: [Range<Int>] {
        (0..<coarse.height).map { y in
            let row = mask[y * coarse.width..<(y + 1) * coarse.width]
            guard let first = row.firstIndex(of: true), let last = row.lastIndex(of: true) else { return 0..<0 }
            return first - row.startIndex..<last - row.startIndex + 1
        }
    }

    /// A box of cells in pixels of the picture.
    private func enlarged(_ box: InkFacts.Box, in raster: GrayRaster) -> InkFacts.Box {
        InkFacts.Box(
            x: box.x * factor,
            y: box.y * factor,
            width: min(raster.width - box.x * factor, box.width * factor),
            height: min(raster.height - box.y * factor, box.height * factor)
        )
    }

    /// The shades of the ground: those of nine tenths of the rim, where the picture falls into two classes.
    private static func ground(of coarse: Plane) -> ClosedRange<Float>? {
        let shades = ShadeHistogram(coarse.values.map { UInt8(max(0, min(255, $0))) })
        guard let (split, separation) = shades.otsu(in: 0..<256), separation >= 0.7, (1...255).contains(split),
            shades.mean(in: split...255) - shades.mean(in: 0...split - 1) >= 40
        else { return nil }
        var (light, count) = (0, 0)
        for y in 0..<coarse.height {
            for x in 0..<coarse.width where min(x, y, coarse.width - 1 - x, coarse.height - 1 - y) == 0 {
                count += 1
                if coarse[x, y] >= Float(split) { light += 1 }
            }
        }
        if light * 10 >= count * 9 { return Float(split)...256 }
        return light * 10 <= count ? 0...Float(split).nextDown : nil
    }

    /// What is not joined to the rim by the ground (4 neighbours), and the box around it.
    private static func inside(of coarse: Plane, _ ground: ClosedRange<Float>) -> (mask: [Bool], box: InkFacts.Box) {
        let (width, height) = (coarse.width, coarse.height)
        var mask = [Bool](repeating: true, count: coarse.values.count)
        var stack: [Int] = []
        func visit(_ x: Int, _ y: Int) {
            let place = y * width + x
            guard mask[place], ground.contains(coarse.values[place]) else { return }
            mask[place] = false
            stack.append(place)
        }
        for y in 0..<height {
            for x in 0..<width where min(x, y, width - 1 - x, height - 1 - y) == 0 { visit(x, y) }
        }
        while let place = stack.popLast() {
            let (x, y) = (place % width, place / width)
            if x > 0 { visit(x - 1, y) }
            if x + 1 < width { visit(x + 1, y) }
            if y > 0 { visit(x, y - 1) }
            if y + 1 < height { visit(x, y + 1) }
        }
        let plane = Plane(width: width, height: height, values: mask.map { $0 ? 1 : 0 })
        return (mask, plane.box(above: 0) ?? InkFacts.Box(x: 0, y: 0, width: 0, height: 0))
    }

    /// Moves the sides of `box` inwards, the worst first, until each lies within the mask, and by one more: the edge
    /// itself is of both shades.
    private static func shrink(_ box: inout InkFacts.Box, to mask: [Bool], width: Int) {
        while box.width > 2, box.height > 2 {
            let columns = box.x..<box.x + box.width, rows = box.y..<box.y + box.height
            func outside(_ x: Int, _ count: Int) -> Double {
                Double(rows.count { !mask[$0 * width + x] }) / Double(count)
            }
            func outside(row y: Int, _ count: Int) -> Double {
                Double(columns.count { !mask[y * width + $0] }) / Double(count)
            }
            let shares = [
                outside(box.x, box.height), outside(box.x + box.width - 1, box.height),
                outside(row: box.y, box.width), outside(row: box.y + box.height - 1, box.width),
            ]
            guard let worst = shares.indices.max(by: { shares[$0] < shares[$1] }), shares[worst] > 0 else { break }
            if worst == 0 { box.x += 1 }
            if worst == 2 { box.y += 1 }
            if worst < 2 { box.width -= 1 } else { box.height -= 1 }
        }
        box = InkFacts.Box(x: box.x + 1, y: box.y + 1, width: max(0, box.width - 2), height: max(0, box.height - 2))
    }
}
