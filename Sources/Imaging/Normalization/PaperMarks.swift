extension InkComponents {
    /// Which pieces belong to the paper and not to a digit, by index: lines along the sides of the picture, ruled lines
    /// across it, and squares. Only pieces that span four fifths of the picture are.
    func paperMarks(width: Int, height: Int) -> [Bool] {
        var marks = [Bool](repeating: false, count: all.count)
        let traces = rimTraces(width, height)
        let rules = traces.count { all[$0.index].crosses(width, height) }
        for (index, trace) in traces {
            let isRuled = all[index].crosses(width, height) && (rules > 2 || all[index].isFlat)
            marks[index] = trace.isFrame(of: all[index]) || trace.isLattice || isRuled
        }
        return marks
    }

    /// Straight thin lines from one side of the picture to another, at any slant, as a fold in the paper makes: by index.
    func straightLines(width: Int, height: Int) -> [Int] {
        guard min(width, height) >= 64 else { return [] }
        let thin = all.indices.filter { index in
            let piece = all[index]
            let sides = [piece.left <= 1, piece.right >= width - 2, piece.top <= 1, piece.bottom >= height - 2]
            return sides.count { $0 } >= 2 && piece.extent * 2 >= min(width, height)
                && piece.area <= piece.extent * Self.lineWidth(piece) * 2
        }
        guard !thin.isEmpty else { return [] }
        var spreads = [Int32: Spread](uniqueKeysWithValues: thin.map { (Int32($0), Spread()) })
        for run in runs { spreads[run.component]?.add(run) }
        return thin.filter { spreads[Int32($0)]!.thickness <= Double(Self.lineWidth(all[$0])) }
    }

    /// How thick a line as long as `piece` may be.
    private static func lineWidth(_ piece: InkComponent) -> Int { max(4, piece.extent / 28) }

    /// In how many places a piece that spans the picture leaves it, at most: a digit does in few, lines of squared paper
    /// in many.
    func rimContacts(width: Int, height: Int) -> Int {
        min(width, height) < 64 ? 0 : rimTraces(width, height).reduce(0) { max($0, $1.trace.mostContacts) }
    }

    private func rimTraces(_ width: Int, _ height: Int) -> [(index: Int, trace: RimTrace)] {
        let wide = all.indices.filter { all[$0].spans(width, height) }
        guard !wide.isEmpty else { return [] }
        var places = [Int32](repeating: -1, count: all.count)
        for (place, index) in wide.enumerated() { places[index] = Int32(place) }
        var traces = [RimTrace](repeating: RimTrace(width: width, height: height), count: wide.count)
        for run in runs where places[Int(run.component)] >= 0 { traces[Int(places[Int(run.component)])].add(run) }
        return Array(zip(wide, traces))
    }
}

extension InkComponent {
    /// Whether it is a line from left to right, as the strokes of no digit are, but for a part of one.
    var isFlat: Bool { width > 8 * height }

    func spans(_ width: Int, _ height: Int) -> Bool {
        self.width * 10 >= width * 8 || self.height * 10 >= height * 8
    }

    /// Whether it is a thin line from one side of the picture to the other, or from top to bottom; it may slope.
    func crosses(_ width: Int, _ height: Int) -> Bool {
        guard min(width, height) >= 64, extent > 8 * min(self.width, self.height) else { return false }
        let reachesAcross = left <= 1 && right >= width - 2
        let reachesDown = top <= 1 && bottom >= height - 2
        return (reachesAcross || reachesDown) && area <= extent * max(3, extent / 40)
    }
}

/// How the pixels of a piece of ink are spread around their middle.
struct Spread {
    private var count = 0.0
    private var (x, y) = (0.0, 0.0)
    private var (xx, xy, yy) = (0.0, 0.0, 0.0)

    mutating func add(_ run: InkRun) {
        let row = Double(run.y)
        for column in run.start..<run.end {
            let column = Double(column)
            count += 1
            x += column
            y += row
            xx += column * column
            xy += column * row
            yy += row * row
        }
    }

    /// The width of a straight bar that is spread as far across its length as the piece: `sqrt(12 λ)`, where λ is the
    /// lesser eigenvalue of the covariance of its pixels' places.
    var thickness: Double { extents.thickness }

    /// Whether it is three times as long as it is thick.
    var isBar: Bool { extents.thickness * 3 <= extents.length }

    /// Whether it is spread as far upwards as sidewards at least.
    var isSteep: Bool {
        let (a, _, c) = covariance
        return c >= a
    }

    private var extents: (thickness: Double, length: Double) {
        let (a, b, c) = covariance
        let difference = ((a - c) * (a - c) / 4 + b * b).squareRoot()
        return ((12 * max(0, (a + c) / 2 - difference)).squareRoot(), (12 * ((a + c) / 2 + difference)).squareRoot())
    }

    /// Of the pixels' places: xx, xy, yy.
    private var covariance: (Double, Double, Double) {
        let (meanX, meanY) = (x / count, y / count)
        return (xx / count - meanX * meanX, xy / count - meanX * meanY, yy / count - meanY * meanY)
    }
}

/// Where a piece of ink lies relative to the picture's rim.
struct RimTrace {
    let width: Int
    let height: Int
    /// Pixels away from the rim.
    private var inside = 0
    /// Separate places where the piece meets the picture's four sides, and lines a little within them: a line may lie
    /// along the very side.
    private var contacts = (outer: 0, inner: 0)
    private let inset: Int
    private var last: (left: Int, right: Int, innerLeft: Int, innerRight: Int) = (-2, -2, -2, -2)

    init(width: Int, height: Int) {
        (self.width, self.height) = (width, height)
        inset = max(3, min(width, height) / 40)
    }

    mutating func add(_ run: InkRun) {
        let (y, start, end) = (Int(run.y), Int(run.start), Int(run.end))
        if y == 0 || y == height - 1 { contacts.outer += 1 }
        if y == inset || y == height - 1 - inset { contacts.inner += 1 }
        if start == 0 { Self.meet(y, &last.left, &contacts.outer) }
        if end == width { Self.meet(y, &last.right, &contacts.outer) }
        if start <= inset, end > inset { Self.meet(y, &last.innerLeft, &contacts.inner) }
        if start < width - inset, end >= width - inset { Self.meet(y, &last.innerRight, &contacts.inner) }
        let (bandX, bandY) = (max(1, width / 10), max(1, height / 10))
        if y < bandY || y >= height - bandY { return }
        inside += max(0, min(end, width - bandX) - max(start, bandX))
    }

    /// Counts a contact in row `y`, unless it goes on from the row above.
    private static func meet(_ y: Int, _ last: inout Int, _ contacts: inout Int) {
        if y > last + 1 { contacts += 1 }
        last = y
    }

    /// Whether nearly all of the piece lies in the outer tenth of the picture.
    func isFrame(of piece: InkComponent) -> Bool { inside * 10 < piece.area }

    /// Whether the piece leaves the picture in so many places as the lines of squared paper do, and no digit.
    var isLattice: Bool { mostContacts >= 10 && min(width, height) >= 64 }

    var mostContacts: Int { max(contacts.outer, contacts.inner) }
}
