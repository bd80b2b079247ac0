#if canImport(Glibc)
    import Glibc
#else
    import Musl
#endif

/// Straight thin lines from one side of a picture to the other, as on ruled and squared paper and in forms, which are as
/// dark as the strokes that touch them.
struct RuledLines {
    /// How many run from left to right, and from top to bottom.
    private(set) var level = 0
    private(set) var upright = 0

    private let contrast: ContrastMap
    private let weak: UInt8
    private var values: [UInt8]

    /// Lines that run from left to right, or from top to bottom.
    private struct Course {
        /// Pixels along the lines, and across them.
        let length: Int
        let depth: Int
        /// The place of the first pixel, and the way from a pixel to the next along, and across.
        var origin = 0
        let along: Int
        let across: Int
        /// The picture's side across the lines: how thick they may be, how far they may stray from straight and how soft
        /// their edges may be.
        let side: Int

        var thickness: Int { max(5, side / 40) }
        var slack: Int { max(2, side / 300) }

        func place(_ column: Int, _ row: Int) -> Int { origin + column * along + row * across }

        /// How far a line of this slope has come in a column from where it is in the middle.
        func shift(at column: Int, _ slope: Double) -> Int {
            Int(((Double(column) - Double(length) / 2) * slope).rounded())
        }
    }

    /// Parallel lines: rows of the picture once it is sheared so far that they are level.
    private struct Lines {
        var slope = 0.0
        var bands: [ClosedRange<Int>] = []
    }

    /// Thin ink across a line, in a column that is looked at.
    private struct Crossing {
        var column: Int
        var top: Int
        var bottom: Int
    }

    /// Looks for lines across the picture at these levels of ink.
    init(in contrast: ContrastMap, _ levels: InkLevels) {
        self.contrast = contrast
        weak = UInt8(clamping: levels.weak)
        values = contrast.values
        let (width, height) = (contrast.width, contrast.height)
        level = take(Course(length: width, depth: height, along: 1, across: width, side: height))
        upright = take(Course(length: height, depth: width, along: width, across: 1, side: width))
    }

    /// Looks for level lines across a part of the picture.
    init(in contrast: ContrastMap, _ levels: InkLevels, within part: InkFacts.Box) {
        self.contrast = contrast
        weak = UInt8(clamping: levels.weak)
        values = contrast.values
        let course = Course(
            length: part.width,
            depth: part.height,
            origin: part.y * contrast.width + part.x,
            along: 1,
            across: contrast.width,
            side: contrast.height
        )
        level = take(course)
    }

    /// Takes all lines of a course away; how many.
    private mutating func take(_ course: Course) -> Int {
        let lines = find(course)
        var count = 0
        for band in lines.bands where erase(band, lines.slope, course) { count += 1 }
        return count
    }

    /// The contrasts without the lines; where strokes cross one, they go on.
    var erased: ContrastMap { contrast.replacing(values) }

    /// Columns that are looked at, and slopes that are tried, to 6 degrees.
    private static let mostColumns = 256
    private static let slopes = (-24...24).map { tan(Double($0) * .pi / 720) }

    /// The slope at which most of the thin ink lies in few rows, and those rows that it fills for three fifths and near
    /// both ends.
    private func find(_ course: Course) -> Lines {
        let step = max(1, course.length / Self.mostColumns)
        let columns = Array(stride(from: step / 2, to: course.length, by: step))
        let crossings = columns.flatMap { self.crossings(of: $0, course) }
        var best = (score: 0.0, lines: Lines())
        for slope in Self.slopes {
            var cover = [Int](repeating: 0, count: course.depth + 1)
            for crossing in crossings {
                let shift = course.shift(at: crossing.column, slope)
                let (top, bottom) = (max(0, crossing.top - shift), min(course.depth, crossing.bottom + 1 - shift))
                guard top < bottom else { continue }
                cover[top] += 1
                cover[bottom] -= 1
            }
            var score = 0.0, sum = 0, start: Int?
            var lines = Lines(slope: slope)
            for row in 0...course.depth {
                sum += cover[row]
                let share = Double(sum) / Double(columns.count)
                score += max(0, share - 0.5) * max(0, share - 0.5)
                if share > 0.6, row < course.depth {
                    start = start ?? row
                } else if let first = start {
                    if row - first <= course.thickness { lines.bands.append(first...(row - 1)) }
                    start = nil
                }
            }
            if score > best.score { best = (score, lines) }
        }
        best.lines.bands.removeAll { !reachesBothEnds($0, best.lines.slope, crossings, columns, course) }
        return best.lines
    }

    /// The thin ink in a column.
    private func crossings(of column: Int, _ course: Course) -> [Crossing] {
        var crossings: [Crossing] = [], start: Int?
        for row in 0...course.depth {
            if row < course.depth, values[course.place(column, row)] >= weak {
                start = start ?? row
            } else if let top = start {
                if row - top <= course.thickness {
                    crossings.append(Crossing(column: column, top: top, bottom: row - 1))
                }
                start = nil
            }
        }
        return crossings
    }

    /// Whether there is ink of the line in half of the columns of the first twelfth, and of the last.
    private func reachesBothEnds(
        _ band: ClosedRange<Int>,
        _ slope: Double,
        _ crossings: [Crossing],
        _ columns: [Int],
        _ course: Course
    ) -> Bool {
        let end = max(1, course.length / 12)
        var met = (first: 0, last: 0)
        for crossing in crossings where crossing.column < end || crossing.column >= course.length - end {
            let shift = course.shift(at: crossing.column, slope)
            guard band.overlaps((crossing.top - shift)...(crossing.bottom - shift)) else { continue }
            if crossing.column < end { met.first += 1 } else { met.last += 1 }
        }
        let there = (first: columns.count { $0 < end }, last: columns.count { $0 >= course.length - end })
        return met.first * 2 >= max(1, there.first) && met.last * 2 >= max(1, there.last)
    }

    /// Takes a line away, but for the columns in which ink goes on above or below; whether it is one: of the edge of a
    /// shadow or of something else that is soft or rough, ink goes on in most.
    private mutating func erase(_ band: ClosedRange<Int>, _ slope: Double, _ course: Course) -> Bool {
        var isCrossed = [Bool](repeating: false, count: course.length)
        for column in 0..<course.length {
            let shift = course.shift(at: column, slope)
            let (above, below) = (band.lowerBound + shift - course.slack, band.upperBound + shift + course.slack)
            guard [above - 1, above, below, below + 1].contains(where: { isInk(column, $0, course) }) else { continue }
            for near in max(0, column - 1)...min(course.length - 1, column + 1) { isCrossed[near] = true }
        }
        guard isCrossed.count(where: \.self) * 2 <= course.length else { return false }
        for column in 0..<course.length where !isCrossed[column] {
            let shift = course.shift(at: column, slope)
            let first = max(0, band.lowerBound + shift - course.slack)
            let last = min(course.depth - 1, band.upperBound + shift + course.slack)
            guard first <= last else { continue }
            for row in first...last { values[course.place(column, row)] = 0 }
        }
        return true
    }

    private func isInk(_ column: Int, _ row: Int, _ course: Course) -> Bool {
        row >= 0 && row < course.depth && values[course.place(column, row)] >= weak
    }
}
