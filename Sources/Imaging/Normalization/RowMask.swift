/// A part of a picture, as one stretch of columns a row: what lies between two things in a row belongs to it.
struct RowMask {
    private var rows: [Range<Int>]

    /// Nothing yet, of `height` rows.
    init(height: Int) {
        rows = [Range<Int>](repeating: 0..<0, count: height)
    }

    subscript(y: Int) -> Range<Int> { rows[y] }

    /// Widens what a row has so far to hold `span`.
    mutating func cover(_ span: Range<Int>, in y: Int) {
        let row = rows[y]
        rows[y] = row.isEmpty ? span : min(row.lowerBound, span.lowerBound)..<max(row.upperBound, span.upperBound)
    }

    /// Whether a pixel of paper at least lies between it and `box`.
    func isClear(of box: InkFacts.Box) -> Bool {
        let near = max(0, box.y - 1)..<min(rows.count, box.y + box.height + 1)
        return near.allSatisfy { !rows[$0].overlaps(box.x - 1..<box.x + box.width + 1) }
    }
}

extension GrayRaster {
    /// The picture with `level` where `mask` lies.
    func filled(_ mask: RowMask, with level: UInt8) -> GrayRaster {
        var result = self
        for y in 0..<height { for x in mask[y] { result[x, y] = level } }
        return result
    }
}
