import Imaging
import Testing

@testable import Training

@Suite struct UnfamiliarSetTests {
    private func drawings(of kind: UnfamiliarKind, count: Int) -> [PenDrawing] {
        var random = SplitMix64(seed: 11)
        return (0..<count).map { _ in PenDrawing(of: kind, by: Handwriting(using: &random), using: &random) }
    }

    @Test func kindsAndLooksTakeTurnsAndRepeat() {
        var configuration = UnfamiliarSet.Configuration()
        configuration.count = 48
        configuration.sides = 16...24
        let set = UnfamiliarSet(configuration)
        #expect(set.count == 48)
        for kind in UnfamiliarKind.allCases {
            #expect(set.count { $0.kind == kind } == 8)
        }
        #expect(Set(set.map(\.picture.look)) == Set(Look.allCases))
        for index in set.indices {
            #expect(set[index].picture.raster() == set[index].picture.raster())
        }
    }

    @Test(arguments: UnfamiliarKind.allCases.filter { $0 != .blank }) func thereIsInk(kind: UnfamiliarKind) {
        for drawing in drawings(of: kind, count: 30) {
            let raster = drawing.grayRaster(side: 32)
            #expect(raster.pixels.contains { $0 < 160 }, "\(kind)")
        }
    }

    @Test func blankPaperHasNoInk() {
        for drawing in drawings(of: .blank, count: 5) {
            #expect(drawing.grayRaster(side: 32).pixels.allSatisfy { $0 == 255 })
        }
    }

    @Test func severalDigitsStandSideBySide() {
        for drawing in drawings(of: .several, count: 20) {
            #expect(drawing.strokes.count >= 2)
            let positions = drawing.strokes.joined().map(\.position.x)
            #expect((positions.max() ?? 9) < 1.05 && (positions.min() ?? -9) > -0.05)
        }
    }
}
