/// The ink of a digit as found in a picture at one threshold.
struct FoundInk {
    var levels: InkLevels
    var components: InkComponents
    var selection: DigitSelection
    var crop: InkCrop
    /// Pixels.
    var strokeWidth: Double
    /// Whether the digit is made of strokes.
    var isThin: Bool
    /// Whether the ink is made of strokes and stays clear of the picture's rim for the most part, as the digits of
    /// nearly all pictures do; shadows do not.
    var looksLikeStrokes: Bool
    /// Whether it is a broad piece along much of the rim of a picture that is not small: a shadow, or another sheet.
    var looksLikeShadow: Bool

    /// The likeliest ink level whose pieces include one of a digit's size. Where a weaker level shows something three
    /// times as large, the strong pieces were specks; where it shows something beside a straight line across the
    /// picture, that was a fold.
    static func find(
        in contrast: ContrastMap,
        on paper: Paper,
        _ configuration: Normalizer.Configuration
    ) -> FoundInk? {
        let (width, height) = (contrast.width, contrast.height)
        let candidates =
            configuration.triesSeveralLevels
            ? InkLevels.candidates(contrast, on: paper, minimumContrast: configuration.minimumContrast)
            : InkLevels.otsu(contrast)
        var best: (contrast: ContrastMap, levels: InkLevels, components: InkComponents, selection: DigitSelection)?
        for levels in candidates where levels.standsOut {
            // Weaker levels would show more of the grain still.
            guard var components = InkComponents(contrast, levels) else { break }
            var levels = levels
            var selection = DigitSelection(components, width: width, height: height, configuration: configuration)
            if configuration.dropsFrames, components.rimContacts(width: width, height: height) >= 4 {
                // The digit may hang on lines that are weaker than it.
                let raised = levels.withoutWeakInk
                if let strong = InkComponents(contrast, raised),
                    let digit = DigitSelection(strong, width: width, height: height, configuration: configuration),
                    selection == nil || strong.rimContacts(width: width, height: height) == 0,
                    max(digit.width, digit.height) * 10 >= max(width, height) * 3
                {
                    (levels, components, selection) = (raised, strong, digit)
                }
            }
            var plain = contrast
            if configuration.dropsFrames, let bare = unruled(contrast, levels, selection, configuration) {
                (plain, components, selection) = bare
            }
            guard let selection, levels.isPlain || components.areMost(in: selection) else { continue }
            // The darker rim of a photograph.
            if !levels.isPlain, !paper.isEven, min(width, height) >= 64, selection.isCut(width: width, height: height) {
                continue
            }
            if components.areTexture(around: selection) { continue }
            if let best, !best.selection.isStraightLine(best.components, width: width, height: height) {
                let known = best.selection
                let extent = max(selection.width, selection.height)
                let spansPicture = extent * 10 >= max(width, height) * 9
                if spansPicture || extent < 3 * max(known.width, known.height) { continue }
            }
            best = (plain, levels, components, selection)
        }
        guard let best else { return nil }
        let crop = InkCrop(best.contrast, best.levels, best.components, best.selection)
        let strokeWidth = crop.strokeWidth
        let isThin = strokeWidth * 20 <= 4.5 * Double(crop.boxSide)
        let rim = best.components.rimShare(width: width, height: height)
        let fills = best.selection.fills(best.components, width: width, height: height)
        return FoundInk(
            levels: best.levels,
            components: best.components,
            selection: best.selection,
            crop: crop,
            strokeWidth: strokeWidth,
            isThin: isThin,
            looksLikeStrokes: isThin && rim < 0.1,
            looksLikeShadow: strokeWidth * 20 >= 3.2 * Double(crop.boxSide) && rim >= 0.25 && !fills
                && min(width, height) >= 64
        )
    }

    /// What is left without ruled lines, where nothing was taken for the digit, or what was goes from one side of the
    /// picture to another, or is broader than digits are, as one that hangs on the line of a form; nil where there are no
    /// lines, or they may be strokes.
    private static func unruled(
        _ contrast: ContrastMap,
        _ levels: InkLevels,
        _ selection: DigitSelection?,
        _ configuration: Normalizer.Configuration
    ) -> (ContrastMap, InkComponents, DigitSelection)? {
        let (width, height) = (contrast.width, contrast.height)
        guard min(width, height) >= 64 else { return nil }
        let spans = selection.map { $0.width * 10 >= width * 8 || $0.height * 10 >= height * 8 } ?? true
        if spans {
            let lines = RuledLines(in: contrast, levels)
            if let rest = rest(lines, across: 0..<width, contrast, levels, configuration) { return rest }
        }
        guard let selection, selection.width >= 64, selection.width * 10 >= selection.height * 16 else { return nil }
        let part = InkFacts.Box(x: selection.left, y: selection.top, width: selection.width, height: selection.height)
        let lines = RuledLines(in: contrast, levels, within: part)
        return rest(lines, across: selection.left..<selection.right + 1, contrast, levels, configuration)
    }

    /// The digit without lines across some columns. Of one or two, a digit may have strokes as long and straight: none is
    /// upright then, as stems are, and the digit takes up half of their length at most, away from their ends, where the
    /// rest of a 7 without its bar begins.
    private static func rest(
        _ lines: RuledLines,
        across columns: Range<Int>,
        _ contrast: ContrastMap,
        _ levels: InkLevels,
        _ configuration: Normalizer.Configuration
    ) -> (ContrastMap, InkComponents, DigitSelection)? {
        let isSure = lines.level + lines.upright >= 3
        guard lines.level > 0, isSure || lines.upright == 0 else { return nil }
        let (width, height, bare) = (contrast.width, contrast.height, lines.erased)
        guard let rest = InkComponents(bare, levels),
            let digit = DigitSelection(rest, width: width, height: height, configuration: configuration),
            max(digit.width, digit.height) * 8 >= columns.count,
            !digit.isStraightLine(rest, width: width, height: height)
        else { return nil }
        let margin = columns.count / 10
        let isAway = digit.left - columns.lowerBound >= margin && columns.upperBound - 1 - digit.right >= margin
        guard isSure || digit.width * 2 <= columns.count && isAway else { return nil }
        return (bare, rest, digit)
    }

    /// The step in lightness from the paper to full ink.
    func step(on paper: Paper) -> Int {
        var facts = InkFacts(paper: paper)
        facts.setInk(levels.ink, on: paper)
        return abs(Int(facts.inkLevel) - Int(facts.paperLevel))
    }

    /// Whether the boxes of both cover each other but for a small part.
    func isNear(_ other: FoundInk) -> Bool {
        let (one, two) = (selection, other.selection)
        let width = max(0, min(one.right, two.right) - max(one.left, two.left) + 1)
        let height = max(0, min(one.bottom, two.bottom) - max(one.top, two.top) + 1)
        let common = Double(width * height)
        let whole = Double(one.width * one.height + two.width * two.height) - common
        return common >= 0.6 * whole
    }
}
