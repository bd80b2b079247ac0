import Testing

@testable import Imaging

/// Each step can be switched off, and then something else comes out where it matters.
@Suite struct StepTests {
    private func differs(_ step: Normalizer.Step, from raster: GrayRaster) -> Bool {
        let without = Normalizer(Normalizer.Configuration().without(step)).normalize(raster).image
        return without != Normalizer().normalize(raster).image
    }

    private let four = Drawing.four.drawn(width: 120, height: 120, x: 30, y: 25, size: 60, pen: 3)

    @Test func everyStepHasASwitchOfItsOwn() {
        let configurations = Set(Normalizer.Step.allCases.map { Normalizer.Configuration().without($0) })
        #expect(configurations.count == Normalizer.Step.allCases.count)
        #expect(!configurations.contains(Normalizer.Configuration()))
    }

    @Test(arguments: [Normalizer.Step.strokes, .areas])
    func ofAPlainDigit(step: Normalizer.Step) {
        let changes = differs(step, from: four)
        #expect(changes)
    }

    @Test(arguments: [Normalizer.Step.shape, .mass])
    func ofADigitThatIsNotSquare(step: Normalizer.Step) {
        let six = Drawing(strokes: [[(0.3, 0), (0.2, 1)], [(0.2, 0.6), (0.5, 0.6), (0.5, 1), (0.2, 1)]])
        let changes = differs(step, from: six.drawn(width: 120, height: 120, x: 30, y: 25, size: 60, pen: 7))
        #expect(changes)
    }

    @Test func ofLightInk() {
        let inverted = GrayRaster(width: 120, height: 120, pixels: four.pixels.map { 255 - $0 })
        let changes = [inverted, four].map { differs(.polarity, from: $0) }
        #expect(changes == [true, false])
    }

    @Test func ofUnevenLight() {
        var shaded = four
        for y in 0..<120 {
            for x in 0..<120 { shaded[x, y] = UInt8(Double(shaded[x, y]) * (1 - 0.6 * Double(x + y) / 240)) }
        }
        let changes = differs(.localPaper, from: shaded)
        #expect(changes)
    }

    @Test func ofPiecesAndBoxes() {
        var broken = Drawing.four.drawn(width: 120, height: 120, x: 30, y: 25, size: 60, pen: 7)
        for y in 0..<120 { for x in 56...58 { broken[x, y] = 255 } }
        var boxed = GrayRaster(width: 200, height: 200, filledWith: 255)
        for y in 0..<120 {
            for x in 0..<120 { boxed[x + 40, y + 30] = min(x, y, 119 - x, 119 - y) < 2 ? 0 : four[x, y] }
        }
        let changes = [differs(.pieces, from: broken), differs(.boxes, from: boxed)]
        #expect(changes == [true, true])
    }
}
