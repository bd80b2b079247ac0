import Testing

@testable import Imaging

@Suite struct SheetOnGroundTests {
    /// A picture of `ground` with a rectangle of `sheet` at (40, 30), 100 by 120 pixels.
    private func scene(ground: UInt8, sheet: UInt8) -> GrayRaster {
        var raster = GrayRaster(width: 200, height: 180, filledWith: ground)
        for y in 30..<150 { for x in 40..<140 { raster[x, y] = sheet } }
        return raster
    }

    @Test(arguments: [(UInt8(50), UInt8(220)), (230, 40)])
    func theBoxLiesWithinTheSheet(ground: UInt8, sheet: UInt8) throws {
        let scene = scene(ground: ground, sheet: sheet)
        let box = try #require(SheetOnGround(in: scene)?.box(in: scene))
        #expect(box.x >= 40 && box.y >= 30 && box.x + box.width <= 140 && box.y + box.height <= 150)
        #expect(box.width > 80 && box.height > 100)
    }

    /// Seen from the side it has four corners, however its sides run; a round plate and a broad 0 have none.
    @Test func fourCornersAreNotRound() throws {
        func scene(_ isInside: (Double, Double) -> Bool) -> GrayRaster {
            var raster = GrayRaster(width: 200, height: 180, filledWith: 50)
            for y in 0..<180 {
                for x in 0..<200 where isInside(Double(x) - 100, Double(y) - 90) { raster[x, y] = 220 }
            }
            return raster
        }
        let pictures = [
            scene { x, y in abs(y) < 55 && abs(x) < 60 - 0.5 * y }, scene { x, y in x * x + y * y < 3600 },
            scene { x, y in x * x / 2000 + y * y / 4500 < 1 },
        ]
        let areRound = try pictures.map { try #require(SheetOnGround(in: $0)?.cutOut(of: $0)).isRound }
        #expect(areRound == [false, true, true])
    }

    @Test func whatIsNoSheetHasNone() {
        let pictures = [
            scene(ground: 200, sheet: 220),  // too alike
            scene(ground: 50, sheet: 220).cropped(to: .init(x: 60, y: 0, width: 140, height: 180)),  // not seen whole
            Drawing.zero.drawn(width: 160, height: 160, x: 20, y: 15, size: 130, pen: 9, ink: 255, paper: 0),
            Drawing.zero.drawn(width: 160, height: 160, x: 20, y: 15, size: 120, pen: 40, ink: 255, paper: 0),
            Drawing.four.drawn(width: 160, height: 160, x: 20, y: 15, size: 120, pen: 30),
            GrayRaster(width: 100, height: 100, filledWith: 90), GrayRaster(width: 3, height: 900, filledWith: 9),
        ]
        for (index, picture) in pictures.enumerated() {
            #expect(SheetOnGround(in: picture)?.box(in: picture) == nil, "picture \(index)")
        }
    }

    /// A broad bar may look like a sheet; there is no ink on it, and it stays what it was.
    @Test func aBareSheetIsInk() throws {
        let result = Normalizer().normalize(scene(ground: 0, sheet: 255))
        let box = try #require(result.facts.cropBox)
        #expect((box.x, box.y, box.width, box.height) == (40, 30, 100, 120))
    }
}
