extension FoundInk {
    /// Whether much of it lies along the picture's edge, as far as half of its longer side: then it may be a strip of
    /// light or shadow, or of another sheet. Digits touch the edge in places.
    func liesAlongEdge(of raster: GrayRaster) -> Bool {
        guard min(raster.width, raster.height) >= 64 else { return false }
        let chosen = Set(selection.members)
        var contact = 0
        for run in components.runs where chosen.contains(Int(run.component)) {
            if run.y == 0 || Int(run.y) == raster.height - 1 {
                contact += Int(run.end - run.start)
            } else {
                contact += (run.start == 0 ? 1 : 0) + (Int(run.end) == raster.width ? 1 : 0)
            }
        }
        return contact * 2 >= max(selection.width, selection.height)
    }

    /// The picture without what lies along its edge, and without the soft rim of that; nil where nothing does, or less
    /// than half of the picture is left.
    func restBesideStrip(in raster: GrayRaster) -> InkFacts.Box? {
        guard liesAlongEdge(of: raster) else { return nil }
        let (width, height) = (raster.width, raster.height)
        let rim = max(2, max(width, height) / 24)
        let boxes = [
            (selection.left == 0, selection.right + 1 + rim, 0, width, height),
            (selection.right == width - 1, 0, 0, selection.left - rim, height),
            (selection.top == 0, 0, selection.bottom + 1 + rim, width, height),
            (selection.bottom == height - 1, 0, 0, width, selection.top - rim),
        ]
        let rests = boxes.filter(\.0).map {
            InkFacts.Box(x: $0.1, y: $0.2, width: max(0, $0.3 - $0.1), height: max(0, $0.4 - $0.2))
        }
        guard let rest = rests.max(by: { $0.width * $0.height < $1.width * $1.height }),
            rest.width * rest.height * 2 >= width * height, min(rest.width, rest.height) >= 64
        else { return nil }
        return rest
    }
}

extension Normalization {
    /// Whether it is of strokes that stand out and stay clear of the sides of `part`, which is where it was looked for.
    func isPlain(in part: InkFacts.Box) -> Bool {
        let facts = digit.facts
        guard let box = facts.cropBox else { return false }
        let isClear =
            box.x > part.x && box.y > part.y && box.x + box.width < part.x + part.width
            && box.y + box.height < part.y + part.height
        let isThin = facts.strokeWidth * 20 <= 4.5 * Double(max(box.width, box.height))
        return isClear && isThin && abs(Int(facts.inkLevel) - Int(facts.paperLevel)) >= 32
            && max(box.width, box.height) * 10 >= min(part.width, part.height)
    }
}
