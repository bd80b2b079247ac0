/// Bars of one shade along whole sides of a picture, as scanners leave them beside the sheet, and programs around it.
enum SolidBorder {
    /// How far pixels of a bar may be from its shade.
    private static let tolerance = 32
    /// How far the pixels behind its soft edge are from its shade at least.
    private static let step = 48
    /// The width of the soft edge.
    private static let edge = 2

    /// The picture without such bars; nil where no side has one.
    ///
    /// A bar takes up a whole side, its inner edge may slant, and it reaches an eighth of the way to the other side at
    /// most. Bars along the other two sides, and ink that touches it, may make up three tenths of its length.
    static func inside(_ raster: GrayRaster) -> InkFacts.Box? {
        guard min(raster.width, raster.height) >= 64 else { return nil }
        let left = depth(of: raster.height, to: raster.width) { raster[$1, $0] }
        let right = depth(of: raster.height, to: raster.width) { raster[raster.width - 1 - $1, $0] }
        let top = depth(of: raster.width, to: raster.height) { raster[$0, $1] }
        let bottom = depth(of: raster.width, to: raster.height) { raster[$0, raster.height - 1 - $1] }
        guard left + right + top + bottom > 0 else { return nil }
        return InkFacts.Box(
            x: left,
            y: top,
            width: raster.width - left - right,
            height: raster.height - top - bottom
        )
    }

    /// The picture between two deep bars along opposite sides, of one shade that programs fill them with, as around a
    /// photograph that is shown on a screen; nil where there are none. Signs on them may make up two fifths of a row.
    static func between(_ raster: GrayRaster) -> InkFacts.Box? {
        let (width, height) = (raster.width, raster.height)
        guard min(width, height) >= 64 else { return nil }
        if let rows = between(of: width, to: height, pixel: { raster[$0, $1] }) {
            return InkFacts.Box(x: 0, y: rows.lowerBound, width: width, height: rows.count)
        }
        if let columns = between(of: height, to: width, pixel: { raster[$1, $0] }) {
            return InkFacts.Box(x: columns.lowerBound, y: 0, width: columns.count, height: height)
        }
        return nil
    }

    /// Shades so near are one that a program has filled an area with.
    private static let filled = 3

    /// What lies between two bars across `reach` pixels, each `length` long and a sixteenth of the way deep at least.
    private static func between(
        of length: Int,
        to reach: Int,
        pixel: (_ along: Int, _ away: Int) -> UInt8
    ) -> Range<Int>? {
        let few = Array(stride(from: 0, to: length, by: max(1, length / 64)))
        let shade = Int(few.map { Float(pixel($0, 0)) }.middleOfSorted)
        func share(_ away: Int, within tolerance: Int, at places: [Int]) -> Double {
            Double(places.count { abs(Int(pixel($0, away)) - shade) <= tolerance }) / Double(places.count)
        }
        // Nearly all pictures end here: they are of paper throughout.
        let rows = stride(from: 0, to: reach, by: max(1, reach / 32))
        guard rows.contains(where: { share($0, within: step, at: few) <= 0.3 }) else { return nil }
        let places = Array(stride(from: 0, to: length, by: max(1, length / 256)))
        func isFilled(_ away: Int) -> Bool { share(away, within: filled, at: places) >= 0.6 }
        guard isFilled(0), isFilled(reach - 1), let first = (0..<reach).first(where: { !isFilled($0) }),
            let last = (0..<reach).last(where: { !isFilled($0) }), min(first, reach - 1 - last) * 16 >= reach,
            (last - first) * 5 >= reach
        else { return nil }
        // Behind the edge it is another picture all along.
        guard [first + edge, last - edge].allSatisfy({ share($0, within: step, at: places) <= 0.3 }) else { return nil }
        return first + edge..<last + 1 - edge
    }

    /// How many pixels to cut off at a side of `length` pixels, with `reach` to the other side; 0 where there is no bar.
    ///
    /// - Parameter pixel: the lightness at a place along the side, so many pixels away from it.
    private static func depth(of length: Int, to reach: Int, pixel: (_ along: Int, _ away: Int) -> UInt8) -> Int {
        let limit = reach / 8
        let shade = Int((0..<length).map { Float(pixel($0, 0)) }.middleOfSorted)
        func isShade(_ along: Int, _ away: Int) -> Bool { abs(Int(pixel(along, away)) - shade) <= tolerance }
        // Nearly all pictures end here: their sides are of paper.
        guard (0..<length).count(where: { isShade($0, limit) }) * 10 <= length * 3 else { return 0 }
        var (deepest, count) = (0, 0)
        for along in 0..<length {
            guard let depth = (0...limit).first(where: { !isShade(along, $0) }) else { continue }
            guard abs(Int(pixel(along, depth + edge)) - shade) >= step, depth > 0 else { continue }
            deepest = max(deepest, depth)
            count += 1
        }
        let others = (0..<length).count { along in (0...limit).allSatisfy { isShade(along, $0) } }
        return others * 10 <= length * 3 && (count + others) * 100 >= length * 97 ? deepest + edge : 0
    }
}
