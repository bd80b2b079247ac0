/// A stretch of ink in one row: columns `start ..< end` of row `y`.
struct InkRun {
    var y: Int32
    var start: Int32
    var end: Int32
    var component: Int32
}

/// A connected piece of ink (8 neighbours).
struct InkComponent {
    /// Columns `left ... right`, rows `top ... bottom`.
    var left = Int.max
    var right = Int.min
    var top = Int.max
    var bottom = Int.min
    var area = 0
    /// Pixels that are ink without doubt.
    var strongArea = 0
    /// Sums of x and y over its pixels.
    var sumX = 0
    var sumY = 0

    var width: Int { right - left + 1 }
    var height: Int { bottom - top + 1 }
    var extent: Int { max(width, height) }
    var centerX: Double { Double(sumX) / Double(area) }
    var centerY: Double { Double(sumY) / Double(area) }

    mutating func include(_ run: InkRun, strong: Int) {
        left = min(left, Int(run.start))
        right = max(right, Int(run.end) - 1)
        top = min(top, Int(run.y))
        bottom = max(bottom, Int(run.y))
        let length = Int(run.end - run.start)
        area += length
        strongArea += strong
        sumX += length * Int(run.start + run.end - 1) / 2
        sumY += length * Int(run.y)
    }
}

/// All ink of a contrast map in connected pieces that hold strong ink somewhere.
struct InkComponents {
    private(set) var runs: [InkRun] = []
    private(set) var all: [InkComponent] = []

    /// More runs than this are the grain of something, and no digit: one that fills a picture of 1,024 rows has some
    /// 4,000. It bounds the work on any picture.
    static let mostRuns = 24_000

    /// Finds the runs of pixels at or above the weak level and joins those that touch, with union-find over runs. Nil
    /// where there are more than ``mostRuns``.
    init?(_ contrast: ContrastMap, _ levels: InkLevels) {
        var strongs: [Int32] = []
        var rowStarts = [0]
        let weak = UInt8(clamping: levels.weak)
        let strong = UInt8(clamping: levels.strong)
        let paper = EightBelow(weak)
        contrast.values.withUnsafeBufferPointer { values in
            for y in 0..<contrast.height {
                let row = y &* contrast.width
                var x = 0
                while x < contrast.width {
                    if values[row &+ x] < weak {
                        x &+= 1
                        // Most of a picture is paper: eight pixels at a time.
                        while x &+ 8 <= contrast.width, paper.covers(values, row &+ x) { x &+= 8 }
                        continue
                    }
                    let start = x
                    var strongCount: Int32 = 0
                    while x < contrast.width, values[row &+ x] >= weak {
                        if values[row &+ x] >= strong { strongCount &+= 1 }
                        x &+= 1
                    }
                    runs.append(InkRun(y: Int32(y), start: Int32(start), end: Int32(x), component: Int32(runs.count)))
                    strongs.append(strongCount)
                }
                rowStarts.append(runs.count)
                if runs.count > Self.mostRuns { return }
            }
        }
        guard runs.count <= Self.mostRuns else { return nil }
        join(rowStarts)
        collect(strongs)
    }

    private mutating func join(_ rowStarts: [Int]) {
        runs.withUnsafeMutableBufferPointer { runs in
            func root(_ index: Int32) -> Int32 {
                var index = index
                while runs[Int(index)].component != index {
                    runs[Int(index)].component = runs[Int(runs[Int(index)].component)].component
                    index = runs[Int(index)].component
                }
                return index
            }
            for row in 1..<max(1, rowStarts.count - 1) {
                var above = rowStarts[row - 1]
                for current in rowStarts[row]..<rowStarts[row + 1] {
                    while above < rowStarts[row], runs[above].end < runs[current].start { above += 1 }
                    var touching = above
                    while touching < rowStarts[row], runs[touching].start <= runs[current].end {
                        let (one, other) = (root(Int32(touching)), root(Int32(current)))
                        if one != other { runs[Int(max(one, other))].component = min(one, other) }
                        touching += 1
                    }
                }
            }
            for index in runs.indices { runs[index].component = root(Int32(index)) }
        }
    }

    /// Numbers the components and drops those without strong ink.
    private mutating func collect(_ strongs: [Int32]) {
        var numbers = [Int32](repeating: -1, count: runs.count)
        for index in runs.indices {
            let root = Int(runs[index].component)
            if numbers[root] < 0 {
                numbers[root] = Int32(all.count)
                all.append(InkComponent())
            }
            runs[index].component = numbers[root]
            all[Int(numbers[root])].include(runs[index], strong: Int(strongs[index]))
        }
        let kept = all.indices.filter { all[$0].strongArea > 0 }
        var renumbered = [Int32](repeating: -1, count: all.count)
        for (new, old) in kept.enumerated() { renumbered[old] = Int32(new) }
        for index in runs.indices { runs[index].component = renumbered[Int(runs[index].component)] }
        runs.removeAll { $0.component < 0 }
        all = kept.map { all[$0] }
    }
}

/// Tells whether eight neighbouring bytes all lie below a limit, with one load and one addition.
private struct EightBelow {
    /// `128 - limit` in each byte.
    private let gap: UInt64
    private let applies: Bool

    /// Limits above 128 are never told.
    init(_ limit: UInt8) {
        applies = (1...128).contains(limit)
        gap = applies ? UInt64(128 - limit) &* 0x0101_0101_0101_0101 : 0
    }

    /// A byte at or above the limit has its highest bit set, or gets it from the addition. A carry into the next byte
    /// comes only from a byte that has it set.
    @inline(__always)
    func covers(_ bytes: UnsafeBufferPointer<UInt8>, _ start: Int) -> Bool {
        guard applies else { return false }
        let word = UnsafeRawPointer(bytes.baseAddress!).loadUnaligned(fromByteOffset: start, as: UInt64.self)
        return ((word &+ gap) | word) & 0x8080_8080_8080_8080 == 0
    }
}
