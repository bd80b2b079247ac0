/// Turns a picture of a handwritten digit into 28 x 28 pixels the MNIST way.
///
/// Paper and polarity are found, ink is separated from paper, frame lines, specks and neighbours, cut out, brought to
/// MNIST's stroke width, fitted to 20 x 20 keeping its shape by area averaging, and centred by mass in 28 x 28.
public struct Normalizer: Sendable {
    /// Which steps are taken, and how far.
    public var configuration: Configuration

    /// A normaliser with the given steps.
    public init(_ configuration: Configuration = Configuration()) {
        self.configuration = configuration
    }

    /// Normalises a decoded picture; boxes and widths are in pixels of the file, as they are stored.
    public func normalize(_ picture: DecodedPicture) -> NormalizedDigit {
        var result = normalize(picture.raster)
        result.facts.place(in: picture)
        return result
    }

    /// Normalises a grey picture; boxes and widths are in its pixels.
    public func normalize(_ raster: GrayRaster) -> NormalizedDigit {
        normalization(of: raster).digit
    }

    /// Normalises a grey picture, and keeps the ink that was cut out.
    func normalization(of raster: GrayRaster) -> Normalization {
        if configuration.passesMNISTThrough, let passed = passThrough(raster) { return passed }
        let result = normalize(raster, depth: 0)
        return result.digit.image == nil ? spread(raster) ?? result : result
    }

    /// Plain strokes in a picture that was taken in the dark, where nothing was found; nil where there are none.
    private func spread(_ raster: GrayRaster) -> Normalization? {
        guard configuration.triesSeveralLevels, min(raster.width, raster.height) >= 64, let spread = raster.spread
        else { return nil }
        var result = normalize(spread.raster, depth: 0)
        let facts = result.digit.facts
        // Rings of a single shade, as light that falls off leaves them, are no strokes.
        guard result.isPlain(in: spread.raster), abs(Int(facts.inkLevel) - Int(facts.paperLevel)) >= 2 * Self.plainStep
        else { return nil }
        result.digit.facts.paperLevel = spread.original(of: result.digit.facts.paperLevel)
        result.digit.facts.inkLevel = spread.original(of: result.digit.facts.inkLevel)
        return result
    }

    /// The work itself; a digit in a drawn box or on a card is looked for within it, `depth` boxes deep.
    private func normalize(_ raster: GrayRaster, depth: Int) -> Normalization {
        let sheet = configuration.looksIntoBoxes && depth == 0 ? SheetOnGround(in: raster) : nil
        if let box = sheet?.box(in: raster), let result = normalize(part: box, of: raster, depth: depth) {
            return result
        }
        if let cutOut = sheet?.cutOut(of: raster), let result = onSheet(cutOut, of: raster, depth: depth) {
            return result
        }
        if configuration.dropsFrames, depth == 0 {
            for find in [SolidBorder.inside, SolidBorder.between] {
                if let part = find(raster), let result = within(part, of: raster, depth: depth) { return result }
            }
        }
        var (paper, candidate) = separate(raster)
        guard var found = candidate else {
            return onPattern(raster, depth: depth) ?? averaged(raster, depth: depth) ?? Normalization(blank: paper)
        }
        if configuration.looksIntoBoxes, depth < 2,
            let inner = found.components.enclosedBox(of: found.selection, width: raster.width, height: raster.height),
            let result = normalize(part: inner, of: raster, depth: depth), let box = result.digit.facts.cropBox,
            // In the corners of a 0 of straight strokes some of them is left.
            max(box.width, box.height) * 5 >= min(inner.width, inner.height), !box.isRemnant(along: inner)
        {
            return result
        }
        let liesAlongEdge = found.liesAlongEdge(of: raster)
        if configuration.looksIntoBoxes, depth < 2, liesAlongEdge,
            let result = besideStrip(found, of: paper, in: raster, depth: depth)
        {
            return result
        }
        let isEdge = found.isEdgeOfShadow(in: raster)
        if configuration.dropsFrames, isEdge || liesAlongEdge {
            // Along a slanting edge of light the paper is followed the closer, the narrower the window is.
            if let other = opposite(raster, to: paper.polarity, windows: [0.25, 0.12, 0.06]) {
                (paper, found) = other
            } else if depth == 0, isEdge || found.isStrip(along: raster) {
                // Within a box or on a card it may be the digit, which hangs on a line.
                return Normalization(blank: paper)
            }
        }
        var facts = InkFacts(paper: paper)
        let crop = found.crop
        // On other paper what is weak may be shadow, or what was wiped away.
        let isClean = paper.isEven && paper.noise <= Self.cleanNoise
        let ink =
            configuration.adjustsStrokes
            ? adjusted(crop, strokeWidth: found.strokeWidth, evensInk: isClean) : crop.plane
        facts.describe(found.selection, found.components, in: raster, strokeWidth: found.strokeWidth)
        facts.setInk(found.levels.ink, on: paper)
        facts.isUnlikeDigit =
            crop.isSolid(strokeWidth: found.strokeWidth)
            || found.selection.isStraightLine(found.components, width: raster.width, height: raster.height)
        let image = DigitImage(composing: ink.prepared(forBox: crop.boxSide), configuration)
        let (left, top) = (found.selection.left - InkCrop.margin, found.selection.top - InkCrop.margin)
        return Normalization(
            digit: NormalizedDigit(image: image, facts: facts),
            ink: PlacedInk(plane: crop.plane, x: left, y: top)
        )
    }

    /// Plain strokes beside `strip`, what lies along the picture's edge: the picture is looked at with paper in its
    /// place. Nil where there are none, or they lie at the strip and so may be cut off.
    private func besideStrip(
        _ strip: FoundInk,
        of paper: Paper,
        in raster: GrayRaster,
        depth: Int
    ) -> Normalization? {
        let isSure = !strip.isThin || strip.isStrip(along: raster)
        guard isSure || !strip.selection.hasSeveralDigits else { return nil }
        let mask = strip.mask(of: raster)
        let result = normalize(raster.filled(mask, with: paper.level), depth: depth + 1)
        guard let box = result.digit.facts.cropBox, mask.isClear(of: box), result.isPlain(in: raster),
            isSure || max(box.width, box.height) * 2 >= max(strip.selection.width, strip.selection.height)
        else {
            return nil
        }
        return result
    }

    /// Plain strokes in a part of the picture, clear of its sides; nil where there are none.
    private func within(_ part: InkFacts.Box, of raster: GrayRaster, depth: Int) -> Normalization? {
        let cropped = raster.cropped(to: part)
        var result = normalize(cropped, depth: depth + 1)
        guard result.isPlain(in: cropped) else { return nil }
        result.move(into: part, of: raster)
        return result
    }

    /// Plain strokes on a sheet that is turned, or round; nil where there are none. What looks like a round one may be a
    /// digit of broad strokes, whose holes are several, or small, or fill their boxes.
    private func onSheet(
        _ sheet: (part: InkFacts.Box, raster: GrayRaster, isRound: Bool),
        of raster: GrayRaster,
        depth: Int
    ) -> Normalization? {
        var result = normalize(sheet.raster, depth: depth + 1)
        guard result.isPlain(in: sheet.raster), let box = result.digit.facts.cropBox else { return nil }
        if sheet.isRound {
            let ink = result.digit.facts.inkShare * Double(sheet.raster.pixels.count)
            guard ink <= 0.55 * Double(box.width * box.height), box.height * 2 >= sheet.part.height,
                result.digit.facts.components == 1
            else { return nil }
        }
        result.move(into: sheet.part, of: raster)
        return result
    }

    /// What is found in a part of the picture; nil where nothing is.
    private func normalize(part: InkFacts.Box, of raster: GrayRaster, depth: Int) -> Normalization? {
        var result = normalize(raster.cropped(to: part), depth: depth + 1)
        guard result.digit.image != nil else { return nil }
        result.move(into: part, of: raster)
        return result
    }

    /// Plain strokes on a ground of several shades, as the squares that programs show for transparency, which hide the
    /// ink; nil where there are none.
    private func onPattern(_ raster: GrayRaster, depth: Int) -> Normalization? {
        guard configuration.triesSeveralLevels, let plain = PatternedGround.flattened(raster) else { return nil }
        let result = normalize(plain, depth: depth)
        return result.isPlain(in: plain) ? result : nil
    }

    /// What is found at half the size, where grain is weaker and dots of ink run together; nil where nothing is, or
    /// the picture is small.
    private func averaged(_ raster: GrayRaster, depth: Int) -> Normalization? {
        guard configuration.looksAgainAtHalfSize, max(raster.width, raster.height) >= 256,
            min(raster.width, raster.height) >= 32
        else { return nil }
        var result = normalize(raster.halved, depth: depth)
        guard result.digit.image != nil else { return nil }
        result.digit.facts.enlarge(by: 2, width: raster.width, height: raster.height)
        result.ink?.enlarge(by: 2)
        return result
    }

    /// The paper and the ink on it.
    ///
    /// Uneven paper is followed at a window wider than any stroke. Where that leaves a blob, or ink along much of the
    /// picture's rim, it may have been a shadow's edge; narrower windows are tried, and taken if they find strokes
    /// elsewhere. (Strokes in the same place are the outlines of thick ones.)
    private func separate(_ raster: GrayRaster) -> (Paper, FoundInk?) {
        var even = PaperFinder.even(raster)
        if !configuration.findsPolarity { even?.polarity = .darkInk }
        if let even {
            let found = FoundInk.find(in: ContrastMap(raster, on: even), on: even, configuration)
            if let found, !found.looksLikeShadow { return (even, found) }
            if found == nil { return opposite(raster, to: even.polarity) ?? (even, nil) }
        }
        let finder = PaperFinder(
            raster,
            followsLocally: configuration.followsPaperLocally,
            polarity: configuration.findsPolarity ? nil : .darkInk
        )
        let widest = finder.paper(window: 0.25)
        let first = FoundInk.find(in: ContrastMap(raster, on: widest), on: widest, configuration)
        if !widest.isEven {
            // Beside nothing, or what may be a strip, strokes of the other polarity count; beside a blob only if they stand
            // out more, and are not its holes.
            let blob = first.flatMap { $0.liesAlongEdge(of: raster) ? nil : $0 }
            if !(blob?.looksLikeStrokes ?? false), let other = opposite(raster, to: widest.polarity, finder),
                blob.map({
                    $0.step(on: widest) < other.1.step(on: other.0) && !$0.selection.covers(other.1.selection)
                }) ?? true
            {
                return other
            }
        }
        if widest.isEven || first?.looksLikeStrokes ?? false { return (widest, first) }
        for window in [0.12, 0.06] {
            let paper = finder.paper(window: window)
            guard let found = FoundInk.find(in: ContrastMap(raster, on: paper), on: paper, configuration) else {
                continue
            }
            // The rim of a picture whose light falls off may stay dark.
            let isInside =
                found.isThin && found.levels.isPlain
                && !found.selection.isCut(width: raster.width, height: raster.height)
            if found.looksLikeStrokes || isInside, !(first?.isNear(found) ?? false) { return (paper, found) }
        }
        return (even ?? widest, first?.looksLikeShadow ?? false ? nil : first)
    }

    /// Plain strokes of the other polarity, clear of the picture's edge, where none or doubtful ones were found: a strip
    /// of light or shadow had told the wrong one. The paper is followed at `windows`, one after the other.
    private func opposite(
        _ raster: GrayRaster,
        to polarity: InkFacts.Polarity,
        _ finder: PaperFinder? = nil,
        windows: [Double] = [0.25]
    ) -> (Paper, FoundInk)? {
        guard configuration.findsPolarity, min(raster.width, raster.height) >= 64 else { return nil }
        let finder = finder ?? PaperFinder(raster, followsLocally: configuration.followsPaperLocally)
        for window in windows {
            let paper = finder.paper(window: window, polarity: polarity == .darkInk ? .lightInk : .darkInk)
            if let found = FoundInk.find(in: ContrastMap(raster, on: paper), on: paper, configuration),
                found.looksLikeStrokes, found.levels.isPlain, found.step(on: paper) >= Self.plainStep,
                found.crop.boxSide * 8 >= min(raster.width, raster.height),
                !found.selection.isCut(width: raster.width, height: raster.height), !found.isEdgeOfShadow(in: raster)
            {
                return (paper, found)
            }
        }
        return nil
    }

    /// The least step in lightness of ink that nobody doubts.
    static let plainStep = 32

    /// The noise of paper in drawings and good scans.
    static let cleanNoise: Float = 1.5

    /// The crop's ink with strokes brought to the configured width, at 60 ... 160 pixels along the longer side.
    ///
    /// - Parameter evensInk: also where strokes are weaker than others.
    private func adjusted(_ crop: InkCrop, strokeWidth: Double, evensInk: Bool) -> Plane {
        let adjustment = StrokeAdjustment(
            range: configuration.strokeRange,
            thickening: configuration.thickening,
            thinning: configuration.thinning
        )
        let side = Double(crop.boxSide)
        // Broad bars, as of a 1 that was stretched, are wider than they measure.
        let bar = crop.barWidth(strokeWidth: strokeWidth)
        let strokeWidth = bar * 20 / side > configuration.strokeRange.upperBound ? bar : strokeWidth
        // Small pictures are enlarged for this, large ones reduced.
        let margin = adjustment.margin(width: strokeWidth, box: side)
        guard abs(margin) * 20 / side > 0.05 else { return crop.plane }
        if crop.boxSide >= 120 {
            let factor = crop.boxSide / 60
            let isThin = strokeWidth < 1.6 * Double(factor)
            let reduced = crop.plane.reduced(by: factor, keepingLargest: isThin)
            let width = isThin ? reduced.strokeWidth : strokeWidth / Double(factor)
            let left = adjustment.margin(width: width, box: side / Double(factor))
            let ink = evensInk ? reduced.evenedInk(strokeWidth: width) : reduced
            return ink.padded(by: Int(max(0, left)) + 2).grownWhole(by: left)
        }
        let factor = max(1, 60 / crop.boxSide)
        let ink = evensInk ? crop.plane.evenedInk(strokeWidth: strokeWidth) : crop.plane
        let padded = ink.padded(by: Int(max(0, margin)) + 1)
        return padded.enlarged(by: factor).grownWhole(by: margin * Double(factor))
    }

    private func passThrough(_ raster: GrayRaster) -> Normalization? {
        guard raster.width == DigitImage.side, raster.height == DigitImage.side else { return nil }
        // MNIST's rim is bare, so its corner tells the polarity.
        let lightInk = raster.pixels[0] < 128
        let pixels = lightInk ? raster.pixels : raster.pixels.map { 255 - $0 }
        guard let form = MNISTForm(pixels) else { return nil }
        let digit = NormalizedDigit(
            image: DigitImage(pixels: pixels),
            facts: InkFacts(passingThrough: form, polarity: lightInk ? .lightInk : .darkInk)
        )
        return Normalization(digit: digit, ink: nil)
    }
}
