import Glibc
import Testing

@testable import Imaging

/// Pictures in which something other than the digit catches the eye.
@Suite struct HardPictureTests {
    private let plain = Drawing.four.drawn(width: 120, height: 120, x: 30, y: 25, size: 60, pen: 7)

    private func image(_ raster: GrayRaster) throws -> DigitImage {
        try #require(Normalizer().normalize(raster).image)
    }

    private func inverted(_ raster: GrayRaster) -> GrayRaster {
        GrayRaster(width: raster.width, height: raster.height, pixels: raster.pixels.map { 255 - $0 })
    }

    /// `raster` with noise of up to `most` either way.
    private func grained(_ raster: GrayRaster, _ most: Int, seed: UInt64 = 3) -> GrayRaster {
        var generator = SplitMix(state: seed)
        return GrayRaster(
            width: raster.width,
            height: raster.height,
            pixels: raster.pixels.map { UInt8(clamping: Int($0) + Int.random(in: -most...most, using: &generator)) }
        )
    }

    /// `raster` with each pixel the mean of those around it.
    private func blurred(_ raster: GrayRaster) -> GrayRaster {
        var result = raster
        for y in 0..<raster.height {
            for x in 0..<raster.width {
                let rows = max(0, y - 1)...min(raster.height - 1, y + 1)
                let columns = max(0, x - 1)...min(raster.width - 1, x + 1)
                let sum = rows.reduce(0) { sum, row in columns.reduce(sum) { $0 + Int(raster[$1, row]) } }
                result[x, y] = UInt8(sum / (rows.count * columns.count))
            }
        }
        return result
    }

    /// The digit holds more ink than the lines of the box around it.
    @Test func aThickDigitInABoxOfThinLines() throws {
        let digit = Drawing.zero.drawn(width: 200, height: 200, x: 60, y: 60, size: 80, pen: 15)
        var boxed = digit
        for index in 45..<156 {
            for (x, y) in [(index, 45), (index, 155), (45, index), (155, index)] { boxed[x, y] = 40 }
        }
        #expect(try image(boxed).difference(from: try image(digit)) < 3)
    }

    /// A sheet on a dark table (or a slate on a light one), turned a little, seen whole.
    @Test(arguments: [-3.0, 0, 4])
    func aSheetOnATable(degrees: Double) throws {
        let tangent = degrees * 0.01745
        var scene = GrayRaster(width: 320, height: 260, filledWith: 60)
        for y in 0..<260 {
            for x in 0..<320 {
                let (u, v) = (Double(x - 160), Double(y - 130))
                let (a, b) = (u + tangent * v, v - tangent * u)
                guard abs(a) < 110, abs(b) < 92 else { continue }
                scene[x, y] = UInt8(230 - 40 * Double(x) / 320)
            }
        }
        Drawing.four.draw(on: &scene, x: 190, y: 80, size: 60, pen: 7, ink: 30)
        for raster in [grained(scene, 6), grained(inverted(scene), 6)] {
            let result = Normalizer().normalize(raster)
            #expect(try #require(result.image).difference(from: try image(plain)) < 5)
            let box = try #require(result.facts.cropBox)
            #expect(abs(box.x - 190) <= 8 && abs(box.y - 77) <= 8 && box.width < 80 && box.height < 80)
        }
    }

    /// Ruled paper, squared paper and a form, whose lines are as dark as the digit that hangs on them.
    @Test(arguments: [(40, 0, 0.0), (40, 40, 0), (300, 0, 0.03)])
    func aDigitOnRuledLines(rows: Int, columns: Int, slope: Double) throws {
        var scene = GrayRaster(width: 320, height: 260, filledWith: 235)
        Drawing.four.draw(on: &scene, x: 150, y: 99, size: 60, pen: 7, ink: 50)
        for y in 0..<260 {
            for x in 0..<320 {
                let level = y - Int((slope * Double(x - 160)).rounded())
                // Of a single one, through its foot.
                let isRule = rows == 300 ? level == 155 || level == 156 : rows > 0 && level % rows < 2
                if isRule || columns == 40 && x % 40 < 2 {
                    scene[x, y] = min(scene[x, y], 50)
                }
            }
        }
        let facts = Normalizer().normalize(grained(scene, 3)).facts
        let box = try #require(facts.cropBox)
        #expect(abs(box.x - 150) <= 8 && abs(box.y - 96) <= 8 && box.width < 72 && box.height < 72, "\(box)")
        #expect(try image(grained(scene, 3)).difference(from: try image(plain)) < 9)
    }

    /// A line to write on, which ends before the picture does.
    @Test func aDigitOnTheLineOfAForm() throws {
        var scene = GrayRaster(width: 400, height: 240, filledWith: 235)
        Drawing.four.draw(on: &scene, x: 230, y: 99, size: 60, pen: 7, ink: 50)
        for x in 40..<360 { for y in 152..<154 { scene[x, y] = 50 } }
        let facts = Normalizer().normalize(grained(scene, 3)).facts
        let box = try #require(facts.cropBox)
        #expect(abs(box.x - 230) <= 8 && abs(box.y - 96) <= 8 && box.width < 72 && box.height < 72, "\(box)")
    }

    /// A sliver at the side of a box's inside is what is left of its line; a 1 in its middle is none.
    @Test func aRemnantLiesAlongASide() {
        let inside = InkFacts.Box(x: 20, y: 10, width: 90, height: 90)
        let remnants = [(106, 30, 4, 40), (21, 12, 5, 60), (40, 96, 50, 3)]
        for (x, y, width, height) in remnants + [(60, 20, 6, 70), (21, 30, 30, 60)] {
            let isOne = InkFacts.Box(x: x, y: y, width: width, height: height).isRemnant(along: inside)
            #expect(isOne == remnants.contains { $0 == (x, y, width, height) }, "\(x)")
        }
    }

    /// Strokes of a thin pen that go nearly from side to side, as those of digits that are cut close, are no lines.
    @Test(arguments: [
        ([[(0, 0), (1, 0), (0.4, 1)]], 280, 280),
        ([[(0.52, 0.1), (0.28, 0.6), (0.72, 0.6)], [(0.6, 0), (0.6, 1)]], 160, 280),
        ([[(0.7, 0.05), (0.3, 0.1), (0.2, 0.3), (0.4, 0.42), (0.7, 0.3)], [(0.7, 0), (0.7, 1)]], 280, 280),
    ])
    func longThinStrokesStay(strokes: [[(x: Double, y: Double)]], width: Int, height: Int) throws {
        let (drawing, size) = (Drawing(strokes: strokes), Double(height) - 12)
        let left = Double(width) / 2 - 0.5 * size
        let close = drawing.drawn(width: width, height: height, x: left, y: 6, size: size, pen: 5)
        let free = drawing.drawn(width: width + 300, height: height + 300, x: left + 150, y: 156, size: size, pen: 5)
        #expect(try image(close).difference(from: try image(free)) < 4)
    }

    /// The bar of a digit that is cut close goes from side to side too.
    @Test func aBarIsNoRuledLine() throws {
        let four = Drawing.four.drawn(width: 120, height: 120, x: 20, y: 20, size: 80, pen: 3)
        let close = four.cropped(to: .init(x: 23, y: 19, width: 74, height: 82))
        #expect(try image(close).difference(from: try image(four)) < 4)
    }

    /// A photograph on the screen of a telephone: bars above and below it (or on either side), with signs on them.
    @Test(arguments: [UInt8(0), 255], [false, true])
    func aPhotographBetweenBars(shade: UInt8, isWide: Bool) throws {
        var scene = GrayRaster(width: 200, height: 360, filledWith: shade)
        for y in 90..<270 { for x in 0..<200 { scene[x, y] = UInt8(150 + (x + y) / 8) } }
        Drawing.four.draw(on: &scene, x: 70, y: 150, size: 60, pen: 7, ink: 30)
        for x in 20..<60 { for y in 330..<350 { scene[x, y] = 128 } }
        if isWide {
            let turned = scene
            scene = GrayRaster(width: 360, height: 200, filledWith: shade)
            for y in 0..<200 { for x in 0..<360 { scene[x, y] = turned[199 - y, x] } }
        }
        let (result, box) = (Normalizer().normalize(scene), try #require(Normalizer().normalize(scene).facts.cropBox))
        #expect(box.width < 72 && box.height < 72, "\(box)")
        if !isWide { #expect(try #require(result.image).difference(from: try image(plain)) < 5) }
    }

    /// One that was taken in the dark; paper in the dark stays bare.
    @Test(arguments: [(18, 40), (4, 16)])
    func aDigitInTheDark(black: Int, white: Int) throws {
        let four = Drawing.four.drawn(width: 160, height: 160, x: 50, y: 45, size: 60, pen: 7)
        let dark = GrayRaster(
            width: 160,
            height: 160,
            pixels: four.pixels.map { UInt8(black + Int($0) * (white - black) / 255) }
        )
        let result = Normalizer().normalize(grained(dark, 1))
        #expect(try #require(result.image).difference(from: try image(plain)) < 5)
        #expect(abs(Int(result.facts.inkLevel) - black) <= 3 && abs(Int(result.facts.paperLevel) - white) <= 3)
        let bare = GrayRaster(width: 160, height: 160, filledWith: UInt8(white))
        for most in [1, 4, 9] { #expect(Normalizer().normalize(grained(bare, most)).image == nil, "\(most)") }
        // Light that falls off by a few shades, without any grain; a soft stain on light paper.
        var (falling, stained) = (GrayRaster(width: 300, height: 400, filledWith: 0), bare)
        stained = GrayRaster(width: 300, height: 400, filledWith: 240)
        for y in 0..<400 {
            for x in 0..<300 {
                let away = (Double((x - 150) * (x - 150)) / 22_500 + Double((y - 200) * (y - 200)) / 40_000)
                falling[x, y] = UInt8(Double(white + 14) - 7 * away)
                stained[x, y] = UInt8(240 - 9 * exp(-away * 8))
            }
        }
        for scene in [falling, stained] { #expect(Normalizer().normalize(scene).image == nil) }
    }

    /// A card, a telephone, an empty sheet: thinned, they would be a 1.
    @Test func aSolidThingIsUnlikeADigit() {
        for (width, height) in [(60, 110), (110, 60), (90, 90)] {
            var scene = GrayRaster(width: 240, height: 200, filledWith: 225)
            for y in 40..<40 + height { for x in 70..<70 + width { scene[x, y] = 40 } }
            #expect(Normalizer().normalize(grained(scene, 3)).facts.isUnlikeDigit, "\(width) x \(height)")
        }
        let broad = Drawing.one.drawn(width: 120, height: 160, x: 20, y: 30, size: 100, pen: 26)
        #expect(!Normalizer().normalize(broad).facts.isUnlikeDigit)
    }

    /// A note that was thrown down, and a badge: what lies around them is no part of the digit.
    @Test(arguments: [12.0, 25])
    func aSheetThatIsTurnedFurther(degrees: Double) throws {
        let (sine, cosine) = (sin(degrees * .pi / 180), cos(degrees * .pi / 180))
        var scene = GrayRaster(width: 400, height: 320, filledWith: 70)
        for y in 0..<320 {
            for x in 0..<400 {
                let (u, v) = (Double(x - 210), Double(y - 165))
                if abs(u * cosine + v * sine) < 100, abs(v * cosine - u * sine) < 100 { scene[x, y] = 225 }
            }
        }
        Drawing.four.draw(on: &scene, x: 180, y: 135, size: 60, pen: 7, ink: 30)
        for raster in [grained(scene, 6), grained(inverted(scene), 6)] {
            let result = Normalizer().normalize(raster)
            #expect(try #require(result.image).difference(from: try image(plain)) < 5)
            let box = try #require(result.facts.cropBox)
            #expect(abs(box.x - 180) <= 8 && abs(box.y - 132) <= 8 && box.width < 80 && box.height < 80)
        }
    }

    @Test func aRoundPlate() throws {
        var scene = GrayRaster(width: 240, height: 240, filledWith: 60)
        for y in 0..<240 {
            for x in 0..<240 {
                let (u, v) = (Double(x - 120), Double(y - 120))
                if u * u + v * v < 100 * 100 { scene[x, y] = 230 }
            }
        }
        Drawing.four.draw(on: &scene, x: 65, y: 60, size: 115, pen: 11, ink: 50)
        let expected = Drawing.four.drawn(width: 240, height: 240, x: 65, y: 60, size: 115, pen: 11)
        #expect(try image(scene).difference(from: try image(expected)) < 5)
        // A broad 0 is no plate with a hole in it.
        let zero = Drawing.zero.drawn(width: 240, height: 240, x: 60, y: 40, size: 150, pen: 58)
        let box = try #require(Normalizer().normalize(zero).facts.cropBox)
        #expect(box.width > 120 && box.height > 180)
    }

    /// A digit cut close under strong grain, which is wider spread than what counts as one shade.
    @Test(arguments: [6, 12, 18])
    func aDigitCutCloseUnderStrongGrain(most: Int) throws {
        let digit = Drawing.four.drawn(width: 200, height: 200, x: 12, y: 14, size: 175, pen: 30, ink: 80, paper: 230)
        let clean = try image(digit)
        for raster in [grained(digit, most), grained(inverted(digit), most)] {
            #expect(try image(raster).difference(from: clean) < 6)
        }
    }

    /// The inside of a 0 of straight strokes is bare, and no digit of its own.
    @Test(arguments: [12, 24])
    func aZeroOfStraightStrokes(pen: Int) throws {
        var raster = GrayRaster(width: 200, height: 280, filledWith: 240)
        for y in 40..<240 {
            for x in 40..<160 {
                let isInside = (40 + pen..<160 - pen).contains(x) && (40 + pen..<240 - pen).contains(y)
                if !isInside { raster[x, y] = 30 }
            }
        }
        let box = try #require(Normalizer().normalize(grained(raster, 4)).facts.cropBox)
        #expect(abs(box.width - 120) <= 2 && abs(box.height - 200) <= 2)
    }

    /// Two shades that meet in a slanting line: a table's edge, and no digit.
    @Test(arguments: [0.3, 1, 3])
    func theEdgeOfATableIsNoDigit(slope: Double) {
        var raster = GrayRaster(width: 240, height: 300, filledWith: 225)
        for y in 0..<300 {
            for x in 0..<240 where Double(y - 150) > slope * Double(x - 120) { raster[x, y] = 90 }
        }
        #expect(Normalizer().normalize(grained(raster, 5)).image == nil)
    }

    /// A thread, a fold, a crack: it may look like a 1, and is not.
    @Test func aThinLineAcrossThePictureIsDoubted() {
        let line = Drawing(strokes: [[(0, 0.4), (1, 0.6)]]).drawn(
            width: 300,
            height: 300,
            x: 0,
            y: 0,
            size: 300,
            pen: 4
        )
        #expect(Normalizer().normalize(line).facts.isUnlikeDigit)
        #expect(!Normalizer().normalize(plain).facts.isUnlikeDigit)
    }

    /// Digits one above the other, and a small one beside a large one.
    @Test func digitsAboveEachOtherAreHinted() {
        var stacked = Drawing.four.drawn(width: 200, height: 360, x: 50, y: 20, size: 120, pen: 12)
        #expect(!Normalizer().normalize(stacked).facts.hasSeveralDigits)
        Drawing.seven.draw(on: &stacked, x: 50, y: 210, size: 120, pen: 12, ink: 0)
        #expect(Normalizer().normalize(stacked).facts.hasSeveralDigits)
        var power = Drawing.four.drawn(width: 320, height: 200, x: 40, y: 40, size: 120, pen: 12)
        Drawing.zero.draw(on: &power, x: 220, y: 30, size: 60, pen: 12, ink: 0)
        #expect(Normalizer().normalize(power).facts.hasSeveralDigits)
    }

    /// Thinning a broad stroke must not eat up the thin one that hangs on it.
    @Test func thinPartsOfBroadDigitsStay() throws {
        var raster = GrayRaster(width: 220, height: 260, filledWith: 255)
        let ring = Drawing(strokes: [[(0.3, 0.3), (0.7, 0.3), (0.7, 0.7), (0.3, 0.7), (0.3, 0.3)]])
        ring.draw(on: &raster, x: 10, y: 90, size: 180, pen: 36, ink: 0)
        Drawing(strokes: [[(0, 0), (0, 1)]]).draw(on: &raster, x: 150, y: 20, size: 120, pen: 14, ink: 0)
        let found = Normalizer().normalize(raster)
        let image = try #require(found.image)
        // The thin stroke makes up the upper third of the digit's height.
        let box = try #require(found.facts.cropBox)
        #expect(box.height > 200)
        let inked = (0..<28).filter { row in (0..<28).contains { image.pixels[row * 28 + $0] > 100 } }
        let widths = inked.map { row in (0..<28).count { image.pixels[row * 28 + $0] > 100 } }
        #expect(inked.count >= 18 && widths[2] <= 4 && widths[12] > 4, "\(widths)")
    }

    /// Cut close and soft, so that ink and paper share the picture evenly and no side is of paper alone.
    @Test(arguments: [16, 20, 30])
    func digitsCutCloseAreFoundInBothPolarities(side: Int) throws {
        let pen = Double(side) / 4.2
        let (width, height) = (Int(0.7 * Double(side) + pen), side + Int(pen))
        let left = pen / 2 - 0.15 * Double(side)
        let tight = Drawing.zero.drawn(
            width: width,
            height: height,
            x: left,
            y: pen / 2,
            size: Double(side),
            pen: pen
        )
        for raster in [grained(blurred(tight), 5), grained(blurred(inverted(tight)), 5)] {
            let result = Normalizer().normalize(raster)
            #expect(result.facts.polarity == (raster[width / 2, Int(pen / 2)] < 128 ? .darkInk : .lightInk))
            let image = try #require(result.image)
            #expect(image.pixels[14 * 28 + 14] < 100 && image.box.height == 20)
        }
    }

    /// A photograph in the shadow, with a strip of light along one side, its edge sharp or soft; the digit clear of it,
    /// beside it, or half in it.
    @Test(arguments: [(24.0, 8.0, 90), (24, 20, 90), (10, 6, 90), (32, 4, 60), (40, 10, 8), (50, 10, 40)])
    func aStripOfLightAndADigitInTheShadow(width: Double, edge: Double, left: Int) throws {
        var scene = GrayRaster(width: 240, height: 300, filledWith: 220)
        Drawing.four.draw(on: &scene, x: Double(left), y: 120, size: 60, pen: 7, ink: 60)
        for y in 0..<300 {
            for x in 0..<240 {
                let beyond = Double(x) - width - 0.12 * Double(150 - y)
                let shadow = max(0, min(1, beyond / edge + 0.5))
                scene[x, y] = UInt8(Double(scene[x, y]) * (1 - 0.6 * shadow) * (1 - 0.1 * Double(y) / 300))
            }
        }
        let result = Normalizer().normalize(grained(scene, 4))
        #expect(result.facts.polarity == .darkInk)
        #expect(try #require(result.image).difference(from: try image(plain)) < 6)
    }

    /// Paper without ink, half in the shadow or with a narrow strip of light or shadow along one of its sides: no 1.
    @Test(arguments: [0.06, 0.15, 0.25, 0.5], [0.0, 0.1])
    func lightAndShadowOnBlankPaperAreNoDigit(share: Double, slope: Double) {
        for isLit in [true, false] {
            var scene = GrayRaster(width: 240, height: 300, filledWith: 220)
            for y in 0..<300 {
                for x in 0..<240 {
                    let beyond = Double(x) - 240 * share - slope * Double(y - 150)
                    let first = max(0, min(1, beyond / 8 + 0.5))
                    scene[x, y] = UInt8(220 * (1 - 0.5 * (isLit ? first : 1 - first)))
                }
            }
            #expect(Normalizer().normalize(grained(scene, 3)).image == nil)
        }
    }

    /// A strip that covers the head or the foot of a digit does not leave another digit.
    @Test(arguments: [0, 150])
    func aDigitHalfUnderALevelStripIsNotReadWithoutIt(top: Int) {
        var scene = GrayRaster(width: 240, height: 240, filledWith: 110)
        Drawing.four.draw(on: &scene, x: 90, y: 80, size: 80, pen: 8, ink: 30)
        for y in top..<top + 90 { for x in 0..<240 { scene[x, y] = 225 } }
        let facts = Normalizer().normalize(grained(scene, 3)).facts
        if let box = facts.cropBox { #expect(facts.polarity != .darkInk || box.height > 75, "\(box)") }
    }

    /// Two 1s side by side are two digits, not the edges of a shadow.
    @Test func twoStrokesAreNoShadow() {
        var scene = GrayRaster(width: 400, height: 300, filledWith: 230)
        for y in 70..<230 { for x in Array(180..<188) + Array(201..<209) { scene[x, y] = 60 } }
        let result = Normalizer().normalize(grained(blurred(scene), 3))
        #expect(result.image != nil && result.facts.polarity == .darkInk)
    }

    /// A digit whose bar lies along the top of a picture that is twice as high is no strip.
    @Test func aBarAlongTheTopIsADigits() throws {
        var seven = GrayRaster(width: 160, height: 220, filledWith: 230)
        for y in 0..<220 {
            for x in 0..<160 {
                let isBar = y < 7 && (50..<110).contains(x)
                let isStem = y < 95 && abs(Double(x) - (106 - 0.5 * Double(y))) < 4
                if isBar || isStem { seven[x, y] = 40 }
            }
        }
        let facts = Normalizer().normalize(grained(blurred(seven), 3)).facts
        #expect(try #require(facts.cropBox).height > 85 && facts.polarity == .darkInk)
    }

    /// Thick strokes that are cut close, so that they touch all four sides, are no shadow.
    @Test func aBroadDigitThatTouchesAllSidesIsNoShadow() throws {
        var zero = GrayRaster(width: 92, height: 126, filledWith: 40)
        for y in 0..<126 {
            for x in 0..<92 {
                let (u, v) = ((Double(x) - 45.5) / 46, (Double(y) - 62.5) / 63)
                let radius = (u * u + v * v).squareRoot()
                if radius <= 1.02, (u * u + v * v * 0.4).squareRoot() >= 0.25 { zero[x, y] = 210 }
            }
        }
        let result = Normalizer().normalize(grained(blurred(zero), 3))
        let image = try #require(result.image)
        #expect(result.facts.polarity == .lightInk)
        #expect(image.pixels[14 * 28 + 14] < 100 && image.box.height == 20)
    }

    /// A line drawn under a digit, or around it, is no part of it.
    @Test func linesUnderAndAroundADigitAreDropped() throws {
        for isAround in [false, true] {
            var scene = GrayRaster(width: 200, height: 220, filledWith: 230)
            Drawing.four.draw(on: &scene, x: 70, y: 70, size: 60, pen: 7, ink: 40)
            for y in 0..<220 {
                for x in 0..<200 {
                    let radius = (pow2(Double(x) - 95) + pow2(Double(y) - 105)).squareRoot()
                    let isLine = isAround ? abs(radius - 65) <= 2.5 : (50..<150).contains(x) && (150..<156).contains(y)
                    if isLine { scene[x, y] = 40 }
                }
            }
            let image = try #require(Normalizer().normalize(grained(scene, 3)).image)
            #expect(image.difference(from: try self.image(plain)) < 6, "\(isAround ? "around" : "under")")
        }
    }

    /// A slashed 0 whose slash touches nothing stays whole.
    @Test func aStrokeInARingIsASlashedZero() throws {
        var scene = GrayRaster(width: 200, height: 220, filledWith: 230)
        for y in 0..<220 {
            for x in 0..<200 {
                let (u, v) = (Double(x) - 100, Double(y) - 110)
                let radius = (pow2(u / 50) + pow2(v / 70)).squareRoot()
                if abs(radius - 1) <= 0.07 || abs(u + v * 0.5) <= 4 && abs(v) <= 35 { scene[x, y] = 40 }
            }
        }
        let facts = Normalizer().normalize(grained(scene, 3)).facts
        let box = try #require(facts.cropBox)
        #expect(box.width > 95 && box.height > 135)
    }

    /// A photograph that is darker and darker towards its rim.
    @Test(arguments: [(340, 380), (210, 690), (520, 210)])
    func lightThatFallsOffTowardsTheRim(width: Int, height: Int) throws {
        var scene = GrayRaster(width: width, height: height, filledWith: 200)
        let side = Double(min(width, height))
        let (left, top) = (Double(width) * 0.45, Double(height) * 0.5)
        Drawing.four.draw(on: &scene, x: left, y: top, size: side / 3.5, pen: side / 30, ink: 90)
        for y in 0..<height {
            for x in 0..<width {
                let fall = 2 * (pow2(Double(x) / Double(width) - 0.5) + pow2(Double(y) / Double(height) - 0.5))
                scene[x, y] = UInt8(Double(scene[x, y]) * (1 - 0.75 * fall))
            }
        }
        let result = Normalizer().normalize(grained(scene, 4))
        #expect(try #require(result.image).difference(from: try image(plain)) < 8)
    }

    /// Black bars along one side or two, as scanners leave them, one of them slanting.
    @Test(arguments: [[0], [1], [2], [3], [0, 2], [1, 3], [0, 1]])
    func barsAlongSidesAreCutOff(sides: [Int]) throws {
        let scan = Drawing.four.drawn(width: 180, height: 220, x: 60, y: 75, size: 60, pen: 7, ink: 90, paper: 240)
        var barred = scan
        for y in 0..<220 {
            for x in 0..<180 {
                let isBar = [x < 6 + y / 40, x >= 166, y < 12, y >= 208]
                if sides.contains(where: { isBar[$0] }) { barred[x, y] = 15 }
            }
        }
        for raster in [grained(barred, 4), grained(inverted(barred), 4)] {
            #expect(try image(raster).difference(from: try image(scan)) < 3)
        }
    }

    /// Squares of two shades, as programs show what is transparent.
    @Test(arguments: [8, 12])
    func squaresBehindADigitAreGround(side: Int) throws {
        var raster = GrayRaster(width: 180, height: 200, filledWith: 255)
        for y in 0..<200 {
            for x in 0..<180 where (x / side + y / side) % 2 == 1 { raster[x, y] = 204 }
        }
        #expect(Normalizer().normalize(raster).image == nil, "squares alone are no digit")
        Drawing.four.draw(on: &raster, x: 60, y: 60, size: 60, pen: 7, ink: 0)
        for raster in [raster, inverted(raster)] {
            #expect(try image(raster).difference(from: try image(plain)) < 4)
        }
    }

    /// A fold runs straight from side to side, whether it is weaker than the digit or stronger. Where it is alone, it may
    /// be a 1.
    @Test(arguments: [(0.0, 60), (0.3, 60), (-0.5, 60), (0.3, 140)])
    func aFoldBesideADigitIsNoStroke(slope: Double, shade: Int) throws {
        var folded = GrayRaster(width: 200, height: 260, filledWith: 230)
        for y in 0..<260 {
            for x in 0..<200 where abs(Double(x) - 50 - slope * Double(y - 130)) < 2 { folded[x, y] = UInt8(shade) }
        }
        #expect(Normalizer().normalize(folded).image != nil)
        Drawing.four.draw(on: &folded, x: 110, y: 100, size: 60, pen: 7, ink: 100)
        #expect(try image(grained(folded, 4)).difference(from: try image(plain)) < 4)
    }

    private func pow2(_ x: Double) -> Double { x * x }
}
