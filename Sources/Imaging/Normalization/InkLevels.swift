/// The contrasts that tell ink from paper.
struct InkLevels: Equatable {
    /// Below this it is paper and its noise.
    var floor: Int
    /// The contrast of full ink.
    var ink: Int

    /// Pixels from here on belong to ink where something stronger is joined to them.
    var weak: Int { max(floor, ink * 3 / 10) }
    /// Pixels from here on are ink.
    var strong: Int { max(floor + 1, ink / 2) }

    /// Whether full ink is well above the floor. Grain and soft stains thin out from the floor upwards, to 1.3 times at
    /// most; the weakest pencil on grainy paper is at 1.6.
    var standsOut: Bool { ink * 10 >= floor * 14 }
    /// Whether full ink is so far above the floor that grain is out of the question.
    var isPlain: Bool { ink * 10 >= floor * 25 }

    /// These levels, with everything that is not strong taken for paper.
    var withoutWeakInk: InkLevels { InkLevels(floor: strong - 1, ink: ink) }

    /// The levels to try, likeliest first, or none where nothing rises above the noise.
    ///
    /// Five times the noise counts as paper. On even paper the noise is known; elsewhere it is the grain. Otsu's split of what lies above separates ink from texture and
    /// soft edges; below the split the next candidate is found.
    static func candidates(_ contrast: ContrastMap, on paper: Paper, minimumContrast: Int) -> [InkLevels] {
        var shades = ShadeHistogram(contrast.values)
        let median = paper.isEven ? 0 : min(40, percentile(shades, 0.5))
        let gain = 255 / ContrastMap.range(of: Float(paper.level), paper.polarity)
        let noise = max(contrast.grain, paper.noise * gain)
        let floor = median + Int(max(Float(minimumContrast) * gain, 5 * noise))
        var candidates: [InkLevels] = []
        var top = 256
        while candidates.count < 3, top > floor + 4 {
            guard let split = shades.otsu(in: floor..<top)?.split else { break }
            candidates.append(InkLevels(floor: floor, ink: Int(shades.mean(in: split...top - 1).rounded())))
            for value in split..<top { shades.counts[value] = 0 }
            top = split
        }
        return candidates
    }

    /// The levels by Otsu's threshold over all shades alone.
    static func otsu(_ contrast: ContrastMap) -> [InkLevels] {
        let shades = ShadeHistogram(contrast.values)
        guard let split = shades.otsu(in: 0..<256)?.split, (1...255).contains(split) else { return [] }
        return [InkLevels(floor: split, ink: Int(shades.mean(in: split...255).rounded()))]
    }

    private static func percentile(_ shades: ShadeHistogram, _ share: Double) -> Int {
        var left = Int(Double(shades.total) * share)
        for (value, count) in shades.counts.enumerated() {
            left -= count
            if left < 0 { return value }
        }
        return 255
    }
}
