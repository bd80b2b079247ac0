/// The digit's ink alone, cut out: 0 paper ... 1 full ink, with a margin around.
struct InkCrop {
    /// The margin on every side, in pixels.
    static let margin = 2
    private(set) var plane: Plane
    /// Columns and rows of the digit's box.
    let boxWidth: Int
    let boxHeight: Int

    var boxSide: Int { max(boxWidth, boxHeight) }

    /// Cuts the selected pieces out of `contrast`. Values between paper and ink become shares of ink: along a straight
    /// line in small pictures, whose soft edges carry the shape, along a steeper one in large pictures.
    init(_ contrast: ContrastMap, _ levels: InkLevels, _ components: InkComponents, _ selection: DigitSelection) {
        boxWidth = selection.width
        boxHeight = selection.height
        let (x0, y0) = (selection.left - Self.margin, selection.top - Self.margin)
        plane = Plane(width: boxWidth + 2 * Self.margin, height: boxHeight + 2 * Self.margin)
        let side = Float(max(boxWidth, boxHeight))
        let steepness = max(0, min(1, (side - 24) / 60))
        let ink = Float(levels.ink)
        let low = max(Float(levels.floor) * 0.8, ink * (0.06 + 0.19 * steepness))
        let high = max(low + 8, ink * (0.96 - 0.16 * steepness))
        let table = (0...255).map { max(0, min(1, (Float($0) - low) / (high - low))) }
        let chosen = Set(selection.members)
        let reach = Self.margin
        let (width, height) = (plane.width, plane.height)
        plane.values.withUnsafeMutableBufferPointer { target in
            contrast.values.withUnsafeBufferPointer { source in
                table.withUnsafeBufferPointer { table in
                    for run in components.runs where chosen.contains(Int(run.component)) {
                        let top = max(0, y0, Int(run.y) - reach)
                        let bottom = min(contrast.height, y0 + height, Int(run.y) + reach + 1)
                        let left = max(0, x0, Int(run.start) - reach)
                        let right = min(contrast.width, x0 + width, Int(run.end) + reach)
                        guard top < bottom, left < right else { continue }
                        for y in top..<bottom {
                            let from = y &* contrast.width
                            let to = (y &- y0) &* width &- x0
                            for x in left..<right { target[to &+ x] = table[Int(source[from &+ x])] }
                        }
                    }
                }
            }
        }
    }
}
