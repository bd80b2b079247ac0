/// Which pieces of ink make up the digit.
struct DigitSelection {
    /// Pieces beside the main one that are looked at.
    static let mostParts = 512

    /// Indices into the components.
    private(set) var members: [Int] = []
    /// Whether other pieces beside the digit are of a digit's size too.
    private(set) var hasSeveralDigits = false

    /// The box of all members.
    private(set) var left = Int.max
    private(set) var right = Int.min
    private(set) var top = Int.max
    private(set) var bottom = Int.min

    var width: Int { right - left + 1 }
    var height: Int { bottom - top + 1 }

    /// Chooses from `components` of a picture of `width` by `height` pixels; nil where nothing is large enough.
    ///
    /// The main piece is the largest that is no mark of the paper, less where it is cut off at the picture's edge. Pieces
    /// near it, and not much too small, belong to it; specks and far pieces do not.
    init?(_ components: InkComponents, width: Int, height: Int, configuration: Normalizer.Configuration) {
        let picture = (width: width, height: height)
        let all = components.all
        let least = max(5.0, configuration.minimumExtent * Double(max(width, height)))
        var marks = [Bool](repeating: false, count: all.count)
        if configuration.dropsFrames {
            marks = components.paperMarks(width: width, height: height)
            Self.markFolds(components, picture, &marks)
            Self.markBands(all, picture, &marks)
        }
        if configuration.looksIntoBoxes, let ring = components.ring(width: width, height: height, marks: marks) {
            marks[ring] = true
        }
        let candidates = all.indices.filter { Double(all[$0].extent) >= least && !marks[$0] }
        let upright = candidates.filter { !all[$0].isFlat }
        guard let main = upright.max(by: { Self.weight(all[$0], picture) < Self.weight(all[$1], picture) }) else {
            return nil
        }
        add(main, all)
        gather(all, main, marks, picture, configuration)
        let mainHeight = all[main].height
        // Pieces joined to something wide may be digits written close to each other.
        let isWide = self.width * 10 > self.height * 13
        let chosen = Set(members)
        hasSeveralDigits = candidates.contains { index in
            let piece = all[index]
            guard index != main, piece.area * 4 >= all[main].area else { return false }
            let isBeside = piece.left > all[main].right || piece.right < all[main].left
            if isBeside, piece.height * 10 >= mainHeight * 6, !chosen.contains(index) || isWide,
                !Self.touchesSide(piece, picture) || Self.touchesSide(all[main], picture)
            {
                return true
            }
            // Above or below it, or a smaller one beside it; by itself, and no line.
            let isApart = isBeside || piece.top > all[main].bottom || piece.bottom < all[main].top
            return isApart && !chosen.contains(index) && !piece.isFlat && piece.height * 10 >= mainHeight * 4
                && !Self.touchesEdge(piece, picture)
        }
    }

    /// Whether it is nothing but a straight line from one side of a picture of `width` by `height` pixels to another.
    func isStraightLine(_ components: InkComponents, width: Int, height: Int) -> Bool {
        members.count == 1 && components.straightLines(width: width, height: height).contains(members[0])
    }

    /// Marks straight lines across the picture, where a piece beside them is whole and large enough to be a digit: else
    /// the line may be one.
    private static func markFolds(
        _ components: InkComponents,
        _ picture: (width: Int, height: Int),
        _ marks: inout [Bool]
    ) {
        let all = components.all
        let lines = components.straightLines(width: picture.width, height: picture.height).filter { !marks[$0] }
        guard let longest = lines.map({ all[$0].extent }).max() else { return }
        let isDigit = all.indices.contains { index in
            !marks[index] && !all[index].isFlat && !touchesEdge(all[index], picture)
                && all[index].extent * 6 >= longest
        }
        if isDigit { for line in lines { marks[line] = true } }
    }

    /// Marks bands from one side of the picture to the other (a ruler, the gutter of a book, the gap between two sheets),
    /// where a piece beside them is whole and large enough to be a digit, and of thinner strokes: else the band may be one.
    private static func markBands(
        _ all: [InkComponent],
        _ picture: (width: Int, height: Int),
        _ marks: inout [Bool]
    ) {
        guard min(picture.width, picture.height) >= 64 else { return }
        let bands = all.indices.filter { !marks[$0] && isBand(all[$0], picture) }
        for band in bands {
            let isMark = all.indices.contains { index in
                let piece = all[index]
                guard !marks[index], !piece.isFlat, !touchesEdge(piece, picture),
                    piece.extent * 4 >= all[band].extent
                else { return false }
                let gap = max(
                    max(piece.left - all[band].right, all[band].left - piece.right),
                    max(piece.top - all[band].bottom, all[band].top - piece.bottom)
                )
                // The strokes of a digit are some two and a half times as long as it is.
                let isThinner = 17 * piece.area * all[band].extent <= 25 * piece.extent * all[band].area
                return gap * 10 >= piece.extent && isThinner
            }
            if isMark { marks[band] = true }
        }
    }

    /// Whether a piece reaches two opposite sides, and is narrow for its length.
    private static func isBand(_ piece: InkComponent, _ picture: (width: Int, height: Int)) -> Bool {
        (piece.left == 0 && piece.right == picture.width - 1 && piece.height * 4 <= piece.width)
            || (piece.top == 0 && piece.bottom == picture.height - 1 && piece.width * 4 <= piece.height)
    }

    /// Whether the edge of a picture of `width` by `height` pixels cuts it off.
    func isCut(width: Int, height: Int) -> Bool {
        left == 0 || top == 0 || right == width - 1 || bottom == height - 1
    }

    /// Whether the box of another lies within its own.
    func covers(_ other: DigitSelection) -> Bool {
        left <= other.left && top <= other.top && right >= other.right && bottom >= other.bottom
    }

    /// Whether it reaches all four sides of a picture of `width` by `height` pixels, and at most one of the corners: so
    /// does a digit that is cut close, and no shadow.
    func fills(_ components: InkComponents, width: Int, height: Int) -> Bool {
        guard left == 0, top == 0, right == width - 1, bottom == height - 1 else { return false }
        let chosen = Set(members)
        var corners = 0
        for run in components.runs where run.y == 0 || Int(run.y) == height - 1 {
            guard chosen.contains(Int(run.component)) else { continue }
            corners += (run.start == 0 ? 1 : 0) + (Int(run.end) == width ? 1 : 0)
        }
        return corners <= 1
    }

    private mutating func add(_ index: Int, _ all: [InkComponent]) {
        members.append(index)
        left = min(left, all[index].left)
        right = max(right, all[index].right)
        top = min(top, all[index].top)
        bottom = max(bottom, all[index].bottom)
    }

    /// How likely a piece is to be the digit: its ink and extent, less where it is cut off at the picture's edge and
    /// lies away from the middle.
    private static func weight(_ piece: InkComponent, _ picture: (width: Int, height: Int)) -> Double {
        let offX = abs(piece.centerX / Double(picture.width) - 0.5) * 2
        let offY = abs(piece.centerY / Double(picture.height) - 0.5) * 2
        let off = max(offX, offY)
        let size = Double(piece.area).squareRoot() * Double(piece.extent)
        return size * (1.2 - off * off) * (touchesEdge(piece, picture) && off > 0.5 ? 0.4 : 1)
    }

    private static func touchesEdge(_ piece: InkComponent, _ picture: (width: Int, height: Int)) -> Bool {
        piece.left == 0 || piece.top == 0 || piece.right == picture.width - 1 || piece.bottom == picture.height - 1
    }

    private static func touchesSide(_ piece: InkComponent, _ picture: (width: Int, height: Int)) -> Bool {
        piece.left == 0 || piece.right == picture.width - 1
    }

    private mutating func gather(
        _ all: [InkComponent],
        _ main: Int,
        _ marks: [Bool],
        _ picture: (width: Int, height: Int),
        _ configuration: Normalizer.Configuration
    ) {
        guard configuration.joinsPieces else { return }
        let size = Double(all[main].extent)
        var open = parts(all, main, marks)
        var count = 0
        repeat {
            count = open.count
            open = open.filter { index in
                guard belongs(all[index], to: all[main], size, picture, configuration) else { return true }
                add(index, all)
                return false
            }
        } while open.count < count
    }

    /// The pieces that may be parts of the digit, without specks, which are neither long nor heavy beside the main
    /// piece. Of very many the largest count: no digit breaks into so many.
    private func parts(_ all: [InkComponent], _ main: Int, _ marks: [Bool]) -> [Int] {
        let found = all.indices.filter {
            $0 != main && !marks[$0] && (all[$0].extent * 10 >= all[main].extent || all[$0].area * 60 >= all[main].area)
        }
        guard found.count > Self.mostParts else { return found }
        return Array(found.sorted { all[$0].area > all[$1].area }[..<Self.mostParts])
    }

    private func belongs(
        _ piece: InkComponent,
        to main: InkComponent,
        _ size: Double,
        _ picture: (width: Int, height: Int),
        _ configuration: Normalizer.Configuration
    ) -> Bool {
        let gapX = Double(max(0, max(piece.left - right, left - piece.right)))
        let gapY = Double(max(0, max(piece.top - bottom, top - piece.bottom)))
        let reach = min(0.25 * size, max(0.12 * size, Double(piece.extent) * 0.6))
        // Cut off at the edge: a neighbour's, unless it is a low piece close by, as the bar of a 5.
        if configuration.dropsNeighbors, Self.touchesEdge(piece, picture), !overlapsMiddle(piece) {
            let isBar = 2 * piece.height < main.height && gapX <= 0.12 * size
            let isRest = fillsHeight(with: piece, picture.height) || fillsWidth(with: piece, picture.width)
            if !(isBar && gapY == 0), !isRest { return false }
        }
        // A line drawn under the digit.
        if piece.isFlat, gapY >= 0.08 * size, piece.top > main.bottom, piece.width * 10 >= main.width * 6 {
            return false
        }
        // Side by side and as high as the main piece: another digit.
        let isRival = gapX > 0.08 * Double(max(width, height, piece.extent)) && isHigh(piece, main)
        return max(gapX, gapY) <= reach && !isRival
    }

    /// Whether a piece on top of the digit, or below it, fills the picture's height with it: the picture was cut close
    /// round a broken digit.
    private func fillsHeight(with piece: InkComponent, _ pictureHeight: Int) -> Bool {
        let isAbove = piece.top == 0 && bottom == pictureHeight - 1 && piece.bottom < top
        let isBelow = piece.bottom == pictureHeight - 1 && top == 0 && piece.top > bottom
        return (isAbove || isBelow) && piece.right >= left && piece.left <= right
    }

    /// The same of a piece beside the digit, as one stroke of a 4.
    private func fillsWidth(with piece: InkComponent, _ pictureWidth: Int) -> Bool {
        let isBefore = piece.left == 0 && right == pictureWidth - 1
        let isBehind = piece.right == pictureWidth - 1 && left == 0
        return (isBefore || isBehind) && piece.bottom >= top && piece.top <= bottom
    }

    private func isHigh(_ piece: InkComponent, _ main: InkComponent) -> Bool {
        Double(piece.height) >= 0.6 * Double(main.height)
    }

    /// Whether a piece's middle lies within the box gathered so far.
    private func overlapsMiddle(_ piece: InkComponent) -> Bool {
        let (x, y) = (piece.centerX, piece.centerY)
        return x >= Double(left) && x <= Double(right) && y >= Double(top) && y <= Double(bottom)
    }
}
