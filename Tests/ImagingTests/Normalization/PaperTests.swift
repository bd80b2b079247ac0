import Testing

@testable import Imaging

/// Pictures of paper, with and without a digit on it.
@Suite struct PaperTests {
    private let side = 320

    private func picture(_ lightness: (Int, Int) -> Double) -> GrayRaster {
        var raster = GrayRaster(width: side, height: side, filledWith: 0)
        for y in 0..<side {
            for x in 0..<side { raster[x, y] = UInt8(max(0, min(255, lightness(x, y)))) }
        }
        return raster
    }

    private func isBlank(_ raster: GrayRaster) -> Bool { Normalizer().normalize(raster).image == nil }

    /// Nearly normal, of the given deviation.
    private func grain(_ deviation: Double, _ generator: inout SplitMix) -> Double {
        (0..<6).reduce(0) { sum, _ in sum + Double.random(in: -1...1, using: &generator) } * deviation * 0.7071
    }

    @Test(.timeLimit(.minutes(5)), arguments: [1.0, 3, 6, 10, 15])
    func grainyPaperIsBlank(deviation: Double) {
        var generator = SplitMix(state: 11)
        let even = picture { _, _ in 220 + grain(deviation, &generator) }
        let vignetted = picture { x, y in
            let (dx, dy) = (Double(x - side / 2) / Double(side), Double(y - side / 2) / Double(side))
            return 225 - 160 * (dx * dx + dy * dy) + grain(deviation, &generator)
        }
        for raster in [even, vignetted] { #expect(isBlank(raster)) }
    }

    @Test(arguments: [3.0, 6, 10])
    func weakInkStandsOutFromGrain(deviation: Double) throws {
        var generator = SplitMix(state: 12)
        let plain = Drawing.four.drawn(width: side, height: side, x: 94, y: 75, size: 138, pen: 15)
        let expected = try #require(Normalizer().normalize(plain).image)
        let raster = picture { x, y in
            let shade = 225 - 80 * Double(x + y) / Double(2 * side)
            return shade * (1 - 0.3 * (1 - Double(plain[x, y]) / 255)) + grain(deviation, &generator)
        }
        let image = try #require(Normalizer().normalize(raster).image)
        #expect(image.difference(from: expected) < 8, "\(image.difference(from: expected))")
    }

    @Test func ruledPaperIsBlank() {
        for slope in [0.0, 0.02] {
            let ruled = picture { x, y in
                (Double(y) + slope * Double(x)).truncatingRemainder(dividingBy: 37) < 2 ? 150 : 240
            }
            let squared = picture { x, y in
                let (u, v) = (Double(x) - slope * Double(y) + 100, Double(y) + slope * Double(x))
                return min(u.truncatingRemainder(dividingBy: 25), v.truncatingRemainder(dividingBy: 25)) < 2 ? 150 : 240
            }
            for raster in [ruled, squared] { #expect(isBlank(raster), "\(slope)") }
        }
    }

    @Test(.timeLimit(.minutes(5)), arguments: [2, 20, 30, 40, 50])
    func saltIsBlankAndComesToAnEnd(percent: Int) {
        var generator = SplitMix(state: 13)
        let salt = picture { _, _ in Int.random(in: 0..<100, using: &generator) < percent ? 0 : 255 }
        #expect(isBlank(salt))
    }

    @Test func regularPatternsAreBlank() {
        let patterns: [(Int, Int) -> Bool] = [
            { x, y in (x + y) % 2 == 0 }, { x, y in (x / 2 + y / 2) % 2 == 0 }, { x, _ in x % 2 == 0 },
            { _, y in y % 3 == 0 }, { x, y in x % 4 < 2 && y % 4 < 2 }, { x, y in x % 2 == 0 && y % 8 != 0 },
        ]
        for pattern in patterns {
            let raster = picture { x, y in pattern(x, y) ? 30 : 240 }
            #expect(isBlank(raster))
        }
    }

    /// Cut close, and out of focus or enlarged from a few pixels: much of it lies on soft edges.
    @Test(arguments: [false, true])
    func softEdgesAreNoUnevenLight(isInverted: Bool) throws {
        let sharp = Drawing.four.drawn(width: 200, height: 220, x: 12, y: 12, size: 190, pen: 34)
        let plane = Plane(averaging: sharp, toSide: 220).boxBlurred(reach: 7).boxBlurred(reach: 7)
        var soft = sharp
        for index in soft.pixels.indices {
            let value = UInt8(max(0, min(255, plane.values[index])))
            soft.pixels[index] = isInverted ? 255 - value : value
        }
        let paper = try #require(PaperFinder.even(soft))
        #expect(paper.polarity == (isInverted ? .lightInk : .darkInk))
        let (image, expected) = (Normalizer().normalize(soft).image, Normalizer().normalize(sharp).image)
        #expect(try #require(image).difference(from: try #require(expected)) < 12)
        // The same shades as a slope.
        let slope = picture { x, _ in 255 * Double(x) / Double(side) }
        #expect(PaperFinder.even(slope) == nil)
    }

    @Test func aDigitOnAShadowsEdgeIsFound() throws {
        let plain = Drawing.four.drawn(width: side, height: side, x: 94, y: 75, size: 138, pen: 15)
        let expected = try #require(Normalizer().normalize(plain).image)
        let shaded = picture { x, y in
            let light = max(0, min(1, Double(x + y / 2 - 240) / 6 + 0.5))
            return (130 + 90 * light) * (1 - 0.7 * (1 - Double(plain[x, y]) / 255))
        }
        let result = Normalizer().normalize(shaded)
        #expect(result.facts.polarity == .darkInk)
        #expect(try #require(result.image).difference(from: expected) < 8)
    }

    @Test(arguments: [36, 60, 110])
    func aDigitOnLinesThatAreWeakerIsFreed(spacing: Int) throws {
        let plain = Drawing.four.drawn(width: side, height: side, x: 94, y: 75, size: 138, pen: 15)
        let expected = try #require(Normalizer().normalize(plain).image)
        let squared = picture { x, y in
            min(Double(plain[x, y]), (x + 20) % spacing < 2 || (y + 20) % spacing < 2 ? 150 : 240)
        }
        let image = try #require(Normalizer().normalize(squared).image)
        #expect(image.difference(from: expected) < 5, "\(image.difference(from: expected))")
    }

    @Test func aBoxThatTheEdgeCutsOffIsLookedInto() throws {
        var boxed = Drawing.four.drawn(width: 200, height: 200, x: 70, y: 45, size: 60, pen: 7)
        let expected = try #require(Normalizer().normalize(boxed).image)
        for y in 0..<150 { for x in 0..<3 { (boxed[x + 40, y], boxed[x + 160, y]) = (0, 0) } }
        for x in 40..<163 { for y in 150..<153 { boxed[x, y] = 0 } }
        #expect(try #require(Normalizer().normalize(boxed).image).difference(from: expected) < 3)
    }
}
