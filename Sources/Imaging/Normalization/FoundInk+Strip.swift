extension FoundInk {
    /// Whether much of it lies along the picture's edge, as far as half of its longer side: then it may be a strip of
    /// light or shadow, or of another sheet. Digits touch the edge in places.
    func liesAlongEdge(of raster: GrayRaster) -> Bool {
        guard min(raster.width, raster.height) >= 64 else { return false }
        let contact = contact(with: raster)
        let all = contact.left + contact.right + contact.top + contact.bottom
        return all * 2 >= max(selection.width, selection.height)
    }

    /// Whether it lies along one side of the picture with nearly all of its length, and reaches less than half of the way
    /// to the other side: that is a strip of light or shadow, or of another sheet, and no stroke. A digit that is cut
    /// close reaches the other side, and one with a bar along the side, as a 7 has, fills little of its box.
    func isStrip(along raster: GrayRaster) -> Bool {
        guard min(raster.width, raster.height) >= 64 else { return false }
        let area = selection.members.reduce(0) { $0 + components.all[$1].area }
        guard area * 5 >= selection.width * selection.height * 2 else { return false }
        let contact = contact(with: raster)
        let upright = max(contact.left, contact.right) * 10 >= selection.height * 9
        let level = max(contact.top, contact.bottom) * 10 >= selection.width * 9
        return upright && selection.width * 2 < raster.width || level && selection.height * 2 < raster.height
    }

    /// Whether it is the edge of a shadow: a bar on whose two sides the picture differs by twice as much as the bar does
    /// from the side that is more like it, and whose lightness lies between theirs. A stroke lies beyond both.
    func isEdgeOfShadow(in raster: GrayRaster) -> Bool {
        guard min(raster.width, raster.height) >= 64, !selection.hasSeveralDigits else { return false }
        let chosen = Set(selection.members)
        let runs = components.runs.filter { chosen.contains(Int($0.component)) }
        let spread = runs.reduce(into: Spread()) { $0.add($1) }
        guard spread.isBar else { return false }
        // A steep bar is crossed row by row, a level one column by column.
        let isSteep = spread.isSteep
        var spans = [Int: ClosedRange<Int>]()
        var bar = Mean()
        for run in runs {
            let (y, start, end) = (Int(run.y), Int(run.start), Int(run.end) - 1)
            for x in start...end { bar.add(raster[x, y]) }
            if isSteep {
                let span = spans[y] ?? start...end
                spans[y] = min(span.lowerBound, start)...max(span.upperBound, end)
            } else {
                for x in start...end {
                    let span = spans[x] ?? y...y
                    spans[x] = min(span.lowerBound, y)...max(span.upperBound, y)
                }
            }
        }
        let reach = max(3, max(raster.width, raster.height) / 40)
        let limit = isSteep ? raster.width : raster.height
        var (left, right) = (Mean(), Mean())
        for (line, span) in spans where span.lowerBound >= 2 * reach && span.upperBound < limit - 2 * reach {
            for offset in reach..<2 * reach {
                let (before, after) = (span.lowerBound - 1 - offset, span.upperBound + 1 + offset)
                left.add(isSteep ? raster[before, line] : raster[line, before])
                right.add(isSteep ? raster[after, line] : raster[line, after])
            }
        }
        let step = abs(left.value - right.value)
        let isBetween =
            bar.value + 8 >= min(left.value, right.value) && bar.value <= max(left.value, right.value) + 8
        return isBetween && step >= 24 && step >= 2 * min(abs(bar.value - left.value), abs(bar.value - right.value))
    }

    private struct Mean {
        private var sum = 0
        private var count = 0

        var value: Int { count > 0 ? sum / count : 0 }

        mutating func add(_ lightness: UInt8) {
            sum += Int(lightness)
            count += 1
        }
    }

    /// Where it lies, with the soft rim around it and what it has on both sides of.
    func mask(of raster: GrayRaster) -> RowMask {
        var mask = RowMask(height: raster.height)
        let rim = max(2, max(raster.width, raster.height) / 24)
        let chosen = Set(selection.members)
        for run in components.runs where chosen.contains(Int(run.component)) {
            let span = max(0, Int(run.start) - rim)..<min(raster.width, Int(run.end) + rim)
            for y in max(0, Int(run.y) - rim)...min(raster.height - 1, Int(run.y) + rim) { mask.cover(span, in: y) }
        }
        return mask
    }

    /// How many pixels of each side of the picture it covers.
    private func contact(with raster: GrayRaster) -> (left: Int, right: Int, top: Int, bottom: Int) {
        let chosen = Set(selection.members)
        var contact = (left: 0, right: 0, top: 0, bottom: 0)
        for run in components.runs where chosen.contains(Int(run.component)) {
            if run.y == 0 { contact.top += Int(run.end - run.start) }
            if Int(run.y) == raster.height - 1 { contact.bottom += Int(run.end - run.start) }
            if run.start == 0 { contact.left += 1 }
            if Int(run.end) == raster.width { contact.right += 1 }
        }
        return contact
    }
}

extension Normalization {
    /// Whether it is of strokes that stand out and stay clear of the sides of `raster`, which is where it was looked for.
    func isPlain(in raster: GrayRaster) -> Bool {
        let facts = digit.facts
        guard let box = facts.cropBox else { return false }
        let isClear =
            box.x > 0 && box.y > 0 && box.x + box.width < raster.width && box.y + box.height < raster.height
        let isThin = facts.strokeWidth * 20 <= 4.5 * Double(max(box.width, box.height))
        return isClear && isThin && abs(Int(facts.inkLevel) - Int(facts.paperLevel)) >= Normalizer.plainStep
            && max(box.width, box.height) * 10 >= min(raster.width, raster.height)
    }
}
