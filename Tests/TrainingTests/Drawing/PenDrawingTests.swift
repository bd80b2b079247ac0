import Imaging
import Testing

@testable import Training

@Suite struct PenDrawingTests {
    static let styles = DigitStyle.all

    private func draw(_ style: DigitStyle, seed: UInt64, _ change: (inout Handwriting) -> Void = { _ in }) -> PenDrawing
    {
        var random = SplitMix64(seed: seed)
        var hand = Handwriting(using: &random)
        change(&hand)
        return PenDrawing(of: style, by: hand, using: &random)
    }

    private func ink(_ raster: GrayRaster) -> Int {
        raster.pixels.reduce(0) { $0 + 255 - Int($1) }
    }

    @Test(arguments: styles) func everyStyleDrawsInkInsideTheFrame(style: DigitStyle) {
        for seed in 0..<4 {
            let raster = draw(style, seed: UInt64(seed)).grayRaster(side: 40, margin: 0.1)
            #expect(ink(raster) > 20 * 255, "\(style) \(seed)")
            for index in 0..<40 {
                let border = [index, 39 * 40 + index, index * 40, index * 40 + 39].map { raster.pixels[$0] }
                #expect(border == [255, 255, 255, 255], "\(style) \(seed) touches the frame")
            }
        }
    }

    @Test(arguments: styles) func sameSeedSameDrawing(style: DigitStyle) {
        #expect(draw(style, seed: 9) == draw(style, seed: 9))
        #expect(draw(style, seed: 9) != draw(style, seed: 10))
    }

    @Test(arguments: styles) func pathFillsTheUnitBox(style: DigitStyle) {
        let drawing = draw(style, seed: 4) { $0.skipping = 0 }
        let positions = drawing.strokes.joined().map(\.position)
        let low = positions.reduce(SIMD2(9, 9)) { pointwiseMin($0, $1) }
        let high = positions.reduce(SIMD2(-9, -9)) { pointwiseMax($0, $1) }
        #expect(low.min() > -1e-5 && high.max() < 1 + 1e-5)
        #expect(abs(drawing.extent.max() - 1) < 1e-5)
    }

    @Test(arguments: ["0.plain", "1.plain", "2.plain", "7.plain"]) func widerPensLeaveMoreInk(name: String) throws {
        let style = try #require(DigitStyle.named(name))
        let amounts = [0.03, 0.06, 0.1, 0.15].map { (width: Float) in
            ink(draw(style, seed: 2) { $0.penWidth = width }.grayRaster(side: 64))
        }
        #expect(amounts == amounts.sorted() && Set(amounts).count == amounts.count, "\(amounts)")
    }

    @Test func slantMovesTheTopToTheRight() throws {
        let one = try #require(DigitStyle.named("1.plain"))
        let extents = [0, 0.25, 0.5].map { (slant: Float) in
            draw(one, seed: 6) {
                $0.slant = slant; $0.rotation = 0
            }.extent.x
        }
        #expect(extents == extents.sorted(), "\(extents)")
    }

    @Test func oneWriterWritesAlike() throws {
        let two = try #require(DigitStyle.named("2.plain"))
        func difference(_ a: PenDrawing, _ b: PenDrawing) -> Int {
            let (left, right) = (a.grayRaster(side: 20), b.grayRaster(side: 20))
            return zip(left.pixels, right.pixels).reduce(0) { $0 + abs(Int($1.0) - Int($1.1)) }
        }
        var random = SplitMix64(seed: 8)
        var own = 0
        var other = 0
        for _ in 0..<40 {
            let hand = Handwriting(using: &random)
            let first = PenDrawing(of: two, by: hand, using: &random)
            own += difference(first, PenDrawing(of: two, by: hand, using: &random))
            other += difference(first, PenDrawing(of: two, by: Handwriting(using: &random), using: &random))
        }
        #expect(own * 4 < other * 3, "\(own) against \(other)")
    }

    @Test(arguments: [-1e9, -1, 0, 1, 1e9, .infinity, -.infinity, .nan] as [Float])
    func extremeHandsStillDraw(value: Float) {
        var hand = Handwriting(seed: 1)
        hand.slant = value
        hand.rotation = value
        hand.aspect = value
        hand.penWidth = value
        hand.nibRoundness = value
        hand.nibAngle = value
        hand.pressure = value
        hand.taper = value
        hand.sloppiness = value
        hand.tremor = value
        hand.rounding = value
        hand.overshoot = value
        hand.joinMiss = value
        hand.skipping = value
        var random = SplitMix64(seed: 1)
        for style in DigitStyle.all {
            let raster = PenDrawing(of: style, by: hand, using: &random).grayRaster(side: 24)
            #expect(ink(raster) > 0, "\(style)")
        }
    }

    @Test(arguments: [1, 8, 28, 2000]) func anySizeIsDrawn(side: Int) throws {
        let style = try #require(DigitStyle.named("8.eight"))
        let raster = draw(style, seed: 3).grayRaster(side: side, margin: 0)
        #expect(raster.pixels.count == side * side)
        #expect(ink(raster) > 0)
    }
}
