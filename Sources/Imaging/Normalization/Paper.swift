/// The paper under the ink: its polarity and its lightness everywhere.
struct Paper {
    /// Which of ink and paper is lighter.
    var polarity: InkFacts.Polarity
    /// The paper's lightness: one cell where it is even, else a coarse grid over the picture.
    var lightness: Plane
    /// The deviation of even paper from its lightness; 0 where it was not measured.
    var noise: Float = 0

    var isEven: Bool { lightness.values.count == 1 }

    init(_ polarity: InkFacts.Polarity, even level: Float, noise: Float = 0) {
        self.polarity = polarity
        self.noise = noise
        lightness = Plane(width: 1, height: 1, values: [level])
    }

    init(_ polarity: InkFacts.Polarity, lightness: Plane) {
        self.polarity = polarity
        self.lightness = lightness
    }

    /// The lightness in the middle of its range over the picture.
    var level: UInt8 {
        UInt8(max(0, min(255, lightness.values.middleOfSorted.rounded())))
    }
}

/// Finds the paper.
///
/// Where a picture falls into two shades, the one that holds more of the area, of the rim and of the corners is the
/// paper: a digit may fill its frame, but hardly its corners. Where it does not (uneven light, hardly any ink), a
/// quadratic surface is fitted to most of the pixels, and the ink is on the side with the heavier tail (see ``InkSkew``).
/// Paper of one shade is taken as such; uneven paper is followed locally.
struct PaperFinder {
    let polarity: InkFacts.Polarity
    /// The lightness where it is not followed.
    private let median: Float?
    /// Block means, for following the paper.
    private let coarse: Plane

    /// Paper of one shade, or nil where it is not.
    static func even(_ raster: GrayRaster) -> Paper? {
        let shades = ShadeHistogram(raster.pixels)
        let classes = ShadeClasses(shades, in: raster)
        // In small pictures much of the paper lies on soft edges of the ink.
        let isSmall = max(raster.width, raster.height) <= 40
        if let classes, let level = shades.evenLevel(in: classes.paper, least: isSmall ? 0.25 : 0.5) {
            return Paper(classes.polarity, even: level, noise: shades.deviation(from: level))
        }
        if !isSmall, let classes, let grainy = classes.grainyPaper(of: raster, shades) { return grainy }
        guard let level = shades.evenLevel(in: 0...255), shades.share(around: Int(level)) >= 0.5 else { return nil }
        let polarity = shades.thirdMoment(about: level) < 0 ? InkFacts.Polarity.darkInk : .lightInk
        return Paper(polarity, even: level, noise: shades.deviation(from: level))
    }

    /// Looks at uneven paper as a whole; its polarity is found out unless it is given.
    init(_ raster: GrayRaster, followsLocally: Bool, polarity known: InkFacts.Polarity? = nil) {
        let classes = ShadeClasses(ShadeHistogram(raster.pixels), in: raster)
        let cells = Plane(averaging: raster, toSide: 48)
        let surface = PaperSurface(fitting: cells)
        let skew = InkSkew(of: raster, from: surface, and: cells.boxBlurred(reach: 3))
        // Two shades may be light and shadow instead of paper and ink; so neither sign decides alone.
        let vote = 0.5 * (classes?.vote ?? 0) - skew.value
        polarity = known ?? (vote > 0 ? .darkInk : .lightInk)
        median = followsLocally ? nil : surface.median
        coarse = Plane(averaging: raster, toSide: 96)
    }

    /// The paper, followed at `window`, a share of the longer side that must be wider than any stroke; under ink of
    /// another polarity where one is given.
    func paper(window: Double, polarity other: InkFacts.Polarity? = nil) -> Paper {
        let polarity = other ?? polarity
        if let median { return Paper(polarity, even: median) }
        return Paper(polarity, lightness: coarse.paperEnvelope(polarity, window: window))
    }
}
