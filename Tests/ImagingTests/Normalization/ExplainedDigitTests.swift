import Testing

@testable import Imaging

@Suite struct ExplainedDigitTests {
    private func explain(_ raster: GrayRaster, workingSize: Int = 1024) throws -> ExplainedDigit {
        Normalizer().explain(try PNGDecoder(workingSize: workingSize).decode(try PNGWriter().write(raster)))
    }

    /// Mean ink over a box.
    private func share(_ ink: GrayRaster, x: Range<Int>, y: Range<Int>) -> Double {
        let sum = y.reduce(0) { sum, row in x.reduce(sum) { $0 + Int(ink[$1, row]) } }
        return Double(sum) / Double(255 * x.count * y.count)
    }

    @Test func inkIsWhereTheDigitIsAndNowhereElse() throws {
        var raster = Drawing.one.drawn(width: 200, height: 160, x: 70, y: 40, size: 80, pen: 10)
        Drawing.one.draw(on: &raster, x: -20, y: 40, size: 80, pen: 9, ink: 0)  // a neighbour, cut off
        Drawing.one.draw(on: &raster, x: -48, y: 30, size: 100, pen: 9, ink: 0)
        let explained = try explain(raster)
        #expect(explained.digit == Normalizer().normalize(raster))
        #expect(share(explained.ink, x: 107..<113, y: 45..<115) > 0.9)
        #expect(share(explained.ink, x: 0..<100, y: 0..<160) == 0)
        #expect(explained.box == explained.digit.facts.cropBox)
    }

    @Test func placesHoldWhereThePictureIsAveragedDown() throws {
        let raster = Drawing.seven.drawn(width: 300, height: 240, x: 90, y: 60, size: 120, pen: 12)
        let explained = try explain(raster, workingSize: 100)
        let box = try #require(explained.box), whole = try #require(explained.digit.facts.cropBox)
        #expect((explained.ink.width, explained.ink.height) == (100, 80))
        #expect((whole.x, whole.y) == (3 * box.x, 3 * box.y))
        #expect(share(explained.ink, x: box.x + 4..<box.x + 30, y: 19..<21) > 0.8)
    }

    @Test func placesHoldWithinADrawnBox() throws {
        let plain = Drawing.four.drawn(width: 120, height: 120, x: 30, y: 25, size: 60, pen: 7)
        var boxed = GrayRaster(width: 200, height: 200, filledWith: 255)
        for y in 0..<120 {
            for x in 0..<120 { boxed[x + 40, y + 30] = min(x, y, 119 - x, 119 - y) < 2 ? 0 : plain[x, y] }
        }
        let (inner, whole) = (try explain(plain).ink, try explain(boxed).ink)
        var largest = 0
        for y in 10..<110 {
            for x in 10..<110 { largest = max(largest, abs(Int(whole[x + 40, y + 30]) - Int(inner[x, y]))) }
        }
        #expect(largest <= 8)
        #expect(share(whole, x: 40..<43, y: 40..<140) == 0)
    }

    @Test func imagesOfMNISTAreTheirOwnInk() throws {
        let image = try #require(
            Normalizer().normalize(Drawing.zero.drawn(width: 90, height: 90, x: 20, y: 15, size: 60, pen: 7)).image
        )
        let explained = try explain(GrayRaster(width: 28, height: 28, pixels: image.pixels.map { 255 - $0 }))
        #expect(explained.digit.facts.passedThrough && explained.ink.pixels == image.pixels)
    }

    @Test func barePaperHasNoInk() throws {
        let explained = try explain(GrayRaster(width: 40, height: 30, filledWith: 200))
        #expect(explained.box == nil && explained.ink.pixels.allSatisfy { $0 == 0 })
    }
}
