import Testing

@testable import Imaging

@Suite struct NormalizerTests {
    /// A 4 of two strokes that do not meet, with paper around it and cut to its box.
    @Test func bothStrokesOfADigitThatIsCutCloseCount() throws {
        let four = Drawing(strokes: [[(0.3, 0), (0, 0.6), (0.62, 0.6)], [(0.76, 0.1), (0.76, 1)]])
        let whole = four.drawn(width: 300, height: 300, x: 60, y: 50, size: 190, pen: 18)
        let inked = whole.pixels.indices.filter { whole.pixels[$0] < 250 }
        let columns = inked.map { $0 % 300 }
        let box = InkFacts.Box(
            x: try #require(columns.min()),
            y: inked[0] / 300,
            width: try #require(columns.max()) - columns.min()! + 1,
            height: inked[inked.count - 1] / 300 - inked[0] / 300 + 1
        )
        let expected = try #require(Normalizer().normalize(whole).image)
        let image = try #require(Normalizer().normalize(whole.cropped(to: box)).image)
        #expect(image.difference(from: expected) < 6, "\(image.difference(from: expected))")
    }

    /// A ruler, the gutter of a book, the gap between two sheets; also darker than the digit.
    @Test(arguments: [(20, 40), (330, 50)], [0, 90, 140])
    func aBandFromSideToSideIsNoDigit(band: (x: Int, width: Int), shade: Int) throws {
        let plain = Drawing.seven.drawn(width: 400, height: 400, x: 130, y: 110, size: 150, pen: 14)
        func withBand(turned: Bool) -> GrayRaster {
            var raster = plain
            for y in 0..<400 {
                for x in band.x..<band.x + band.width { raster[turned ? y : x, turned ? x : y] = UInt8(shade) }
            }
            return raster
        }
        let expected = try #require(Normalizer().normalize(plain).image)
        for turned in [false, true] {
            let image = try #require(Normalizer().normalize(withBand(turned: turned)).image)
            #expect(image.difference(from: expected) < 6, "\(turned): \(image.difference(from: expected))")
        }
    }

    /// As pens with pressure draw: the first strokes of a 4 at so many percent of full ink.
    @Test(arguments: [36, 50, 70], [6.0, 24])
    func strokesThatWerePressedLessAreStrokes(percent: Int, pen: Double) throws {
        let strokes = Drawing.four.strokes.map { Drawing(strokes: [$0]) }
        let drawn = strokes.map { $0.drawn(width: 300, height: 300, x: 60, y: 50, size: 190, pen: pen) }
        func picture(_ percent: Int) -> GrayRaster {
            var raster = drawn[1]
            for index in raster.pixels.indices {
                let weak = 255 - (255 - Int(drawn[0].pixels[index])) * percent / 100
                raster.pixels[index] = UInt8(min(weak, Int(raster.pixels[index])))
            }
            return raster
        }
        let even = try #require(Normalizer().normalize(picture(100)).image)
        let uneven = try #require(Normalizer().normalize(picture(percent)).image)
        #expect(uneven.difference(from: even) < 10, "\(uneven.difference(from: even))")
    }

    private let plain = Drawing.four.drawn(width: 120, height: 120, x: 30, y: 25, size: 60, pen: 7)

    private func image(_ raster: GrayRaster) throws -> DigitImage {
        try #require(Normalizer().normalize(raster).image)
    }

    private func inverted(_ raster: GrayRaster) -> GrayRaster {
        GrayRaster(width: raster.width, height: raster.height, pixels: raster.pixels.map { 255 - $0 })
    }

    @Test func theFormIsThatOfMNIST() throws {
        for drawing in [Drawing.four, .seven, .one, .zero] {
            for pen in [2.0, 6, 12] {
                let raster = drawing.drawn(width: 140, height: 120, x: 40, y: 20, size: 70, pen: pen)
                let image = try image(raster)
                #expect(max(image.box.width, image.box.height) == 20)
                #expect(abs(image.centerOfMass.x - 14) <= 0.51 && abs(image.centerOfMass.y - 14) <= 0.51)
                #expect(image.pixels.max() == 255)
            }
        }
    }

    @Test func bothPolaritiesGiveTheSame() throws {
        let (dark, light) = (Normalizer().normalize(plain), Normalizer().normalize(inverted(plain)))
        #expect(dark.facts.polarity == .darkInk && light.facts.polarity == .lightInk)
        #expect(try #require(dark.image).difference(from: try #require(light.image)) < 0.5)
    }

    @Test(arguments: [(0.0, 0.0, 60.0), (35, 12, 60), (3, 40, 45), (10, 10, 80)])
    func placeAndSizeDoNotMatter(x: Double, y: Double, size: Double) throws {
        let moved = Drawing.four.drawn(width: 120, height: 120, x: 8 + x, y: 8 + y, size: size, pen: size * 7 / 60)
        #expect(try image(moved).difference(from: try image(plain)) < 5)
    }

    @Test(arguments: [1.0, 2, 4, 9, 14, 22])
    func strokesComeNearMNISTWidth(pen: Double) throws {
        let result = Normalizer().normalize(
            Drawing.four.drawn(width: 200, height: 200, x: 50, y: 40, size: 100, pen: pen)
        )
        let image = try #require(result.image)
        let width = Plane(width: 28, height: 28, values: image.pixels.map { Float($0) / 255 }).strokeWidth
        #expect((1.7...3.7).contains(width), "\(pen) became \(width)")
        #expect(abs(result.facts.strokeWidth - pen) < 0.3 * pen + 0.4)
        var configuration = Normalizer.Configuration()
        configuration.adjustsStrokes = false
        if pen == 1 || pen == 22 {
            let other = try #require(
                Normalizer(configuration).normalize(
                    Drawing.four.drawn(width: 200, height: 200, x: 50, y: 40, size: 100, pen: pen)
                ).image
            )
            #expect(other != image)
        }
    }

    @Test func broadBarsComeToTheWidthOfStrokes() throws {
        var bar = GrayRaster(width: 32, height: 32, filledWith: 255)
        for y in 0..<32 { for x in 10..<21 { bar[x, y] = 0 } }
        let image = try image(bar)
        let middle = (0..<28).reduce(0) { $0 + Int(image.pixels[14 * 28 + $1]) }
        #expect((2.2...3.9).contains(Double(middle) / 255), "\(Double(middle) / 255)")
    }

    @Test func digitsThatFillTheFrameKeepTheirPolarity() throws {
        for light in [false, true] {
            var raster = Drawing.zero.drawn(width: 16, height: 16, x: -1.6, y: 1.5, size: 13, pen: 3)
            raster = raster.cropped(to: InkFacts.Box(x: 0, y: 0, width: 11, height: 16))
            let result = Normalizer().normalize(light ? inverted(raster) : raster)
            #expect(result.facts.polarity == (light ? .lightInk : .darkInk))
            // The middle of a zero is paper.
            #expect(try #require(result.image).pixels[14 * 28 + 14] < 60)
        }
    }

    @Test func unevenLightVanishes() throws {
        var shaded = plain
        for y in 0..<120 {
            for x in 0..<120 { shaded[x, y] = UInt8(Double(shaded[x, y]) * (1 - 0.6 * Double(x + y) / 240)) }
        }
        #expect(try image(shaded).difference(from: try image(plain)) < 5)
    }

    @Test(arguments: [30, 60, 120])
    func weakInkIsFound(contrast: Int) throws {
        let weak = Drawing.four.drawn(
            width: 120,
            height: 120,
            x: 30,
            y: 25,
            size: 60,
            pen: 7,
            ink: UInt8(240 - contrast),
            paper: 240
        )
        let result = Normalizer().normalize(weak)
        #expect(try #require(result.image).difference(from: try image(plain)) < 3)
        #expect(result.facts.paperLevel == 240)
        #expect(abs(Int(result.facts.inkLevel) - (240 - contrast)) <= contrast / 4)
    }

    @Test func framesSpecksAndNeighborsAreDropped() throws {
        let expected = try image(plain)
        var framed = plain
        for index in 0..<120 {
            for depth in 0..<3 {
                for (x, y) in [(index, depth), (index, 119 - depth), (depth, index), (119 - depth, index)] {
                    framed[x, y] = 0
                }
            }
        }
        #expect(try image(framed).difference(from: expected) < 1)
        var specked = plain
        for (x, y) in [(10, 10), (110, 100), (60, 112)] { specked[x, y] = 0 }
        #expect(try image(specked).difference(from: expected) < 1)
        var crowded = plain
        Drawing.one.draw(on: &crowded, x: 84, y: 20, size: 70, pen: 6, ink: 0)
        Drawing.one.draw(on: &crowded, x: -37, y: 20, size: 70, pen: 6, ink: 0)
        let withNeighbors = Normalizer().normalize(crowded)
        #expect(try #require(withNeighbors.image).difference(from: expected) < 1)
        #expect(!withNeighbors.facts.hasSeveralDigits)
    }

    @Test func aDrawnBoxOrCardIsLookedInto() throws {
        let expected = try image(plain)
        var boxed = GrayRaster(width: 200, height: 200, filledWith: 255)
        var card = GrayRaster(width: 200, height: 200, filledWith: 0)
        for y in 0..<120 {
            for x in 0..<120 {
                let isLine = min(x, y, 119 - x, 119 - y) < 2
                boxed[x + 40, y + 30] = isLine ? 0 : plain[x, y]
                card[x + 40, y + 30] = plain[x, y]
            }
        }
        for raster in [boxed, card, inverted(boxed), inverted(card)] {
            let result = Normalizer().normalize(raster)
            #expect(try #require(result.image).difference(from: expected) < 3)
            let box = try #require(result.facts.cropBox)
            #expect(abs(box.x - 70) <= 6 && abs(box.y - 52) <= 6)
        }
    }

    /// A broken digit in a picture that was cut close round it: both pieces touch the edge, and belong together.
    @Test func aBrokenDigitThatFillsTheHeightStaysWhole() throws {
        var picture = Drawing.zero.drawn(width: 32, height: 32, x: 4, y: 14, size: 20, pen: 4)
        Drawing.one.draw(on: &picture, x: 8, y: -1, size: 9, pen: 4, ink: 0)
        let whole = try #require(Normalizer().normalize(picture).facts.cropBox)
        #expect(whole.y == 0 && whole.height == 32)
    }

    @Test func brokenDigitsStayWhole() throws {
        var broken = plain
        for y in 0..<120 { for x in 56...58 { broken[x, y] = 255 } }
        let result = Normalizer().normalize(broken)
        #expect(result.facts.components >= 2)
        let difference = try #require(result.image).difference(from: try image(plain))
        #expect(difference < 9, "\(result.facts)")
    }

    @Test func barePaperIsBlank() {
        var generator = SplitMix(state: 5)
        let noise = GrayRaster(
            width: 90,
            height: 90,
            pixels: (0..<8100).map { _ in .random(in: 225...235, using: &generator) }
        )
        for raster in [
            GrayRaster(width: 28, height: 28, filledWith: 0), GrayRaster(width: 28, height: 28, filledWith: 255),
            GrayRaster(width: 1, height: 1, filledWith: 128), GrayRaster(width: 300, height: 2, filledWith: 77), noise,
        ] {
            let result = Normalizer().normalize(raster)
            #expect(result.image == nil && result.facts.cropBox == nil)
        }
    }

    @Test func severalDigitsAreHinted() throws {
        var two = Drawing.four.drawn(width: 220, height: 120, x: 30, y: 25, size: 60, pen: 7)
        Drawing.seven.draw(on: &two, x: 130, y: 25, size: 60, pen: 7, ink: 0)
        #expect(Normalizer().normalize(two).facts.hasSeveralDigits)
        #expect(!Normalizer().normalize(plain).facts.hasSeveralDigits)
    }

    @Test func transparentInkOfEitherShadeIsFound() throws {
        let expected = try image(plain)
        for ink in [UInt8(0), 255] {
            let bytes = plain.pixels.flatMap { [ink, ink, ink, 255 - $0] }
            let picture = try PNGDecoder().decode(
                try PNGWriter().write(PNGPicture(width: 120, height: 120, rgba: bytes))
            )
            let result = Normalizer().normalize(picture)
            #expect(try #require(result.image).difference(from: expected) < 1)
            #expect(result.facts.polarity == (ink == 0 ? .darkInk : .lightInk))
        }
    }

    @Test(arguments: [
        (ink: (255, 230, 0), paper: (255, 255, 255)), (ink: (230, 0, 0), paper: (0, 69, 0)),
        (ink: (120, 160, 255), paper: (255, 240, 200)),
    ])
    func coloredInkIsFound(ink: (Int, Int, Int), paper: (Int, Int, Int)) throws {
        let bytes = plain.pixels.flatMap { value -> [UInt8] in
            let share = Double(value) / 255
            return [(ink.0, paper.0), (ink.1, paper.1), (ink.2, paper.2)].map {
                UInt8(Double($0.0) * (1 - share) + Double($0.1) * share)
            }
        }
        let picture = try PNGDecoder().decode(try PNGWriter().write(PNGPicture(width: 120, height: 120, rgb: bytes)))
        #expect(try #require(Normalizer().normalize(picture).image).difference(from: try image(plain)) < 4)
    }

    @Test func factsAreInPixelsOfTheFile() throws {
        let raster = Drawing.four.drawn(width: 300, height: 240, x: 90, y: 60, size: 120, pen: 12)
        let picture = try PNGDecoder(workingSize: 100).decode(try PNGWriter().write(raster))
        #expect(picture.reduction == 3)
        let facts = Normalizer().normalize(picture).facts
        let box = try #require(facts.cropBox)
        // From (96, 54) to (210, 186): the strokes' ends are round.
        #expect(abs(box.x - 90) <= 6 && abs(box.y - 54) <= 6)
        #expect(abs(box.width - 120) <= 9 && abs(box.height - 132) <= 9)
        #expect(abs(facts.scale - 20 / 132.0) < 0.01 && abs(facts.strokeWidth - 12) < 3)
    }

    @Test func anyPictureComesToAnEnd() {
        var generator = SplitMix(state: 17)
        for _ in 0..<150 {
            let (width, height) = (Int.random(in: 1...60, using: &generator), Int.random(in: 1...60, using: &generator))
            let levels = [2, 3, 256].randomElement(using: &generator)!
            let pixels = (0..<width * height).map { _ in
                UInt8(Int.random(in: 0..<levels, using: &generator) * 255 / (levels - 1))
            }
            _ = Normalizer().normalize(GrayRaster(width: width, height: height, pixels: pixels))
        }
    }
}
