import Testing

@testable import Imaging

@Suite struct InkComponentsTests {
    private func components(_ rows: [String]) throws -> InkComponents {
        let pixels = rows.flatMap {
            $0.utf8.map { UInt8($0 == UInt8(ascii: "#") ? 0 : $0 == UInt8(ascii: "-") ? 150 : 255) }
        }
        let raster = GrayRaster(width: rows[0].utf8.count, height: rows.count, pixels: pixels)
        let contrast = ContrastMap(raster, on: Paper(.darkInk, even: 255))
        return try #require(InkComponents(contrast, InkLevels(floor: 10, ink: 250)))
    }

    @Test func diagonalsJoin() throws {
        let found = try components(["#..#", ".##.", "....", "#..."])
        #expect(found.all.count == 2)
        #expect(found.all.map(\.area).sorted() == [1, 4])
    }

    @Test func armsJoinLate() throws {
        let found = try components(["#.#.#", "#.#.#", "#####"])
        #expect(found.all.count == 1)
        #expect((found.all[0].width, found.all[0].height, found.all[0].area) == (5, 3, 11))
    }

    @Test func weakInkCountsOnlyWithStrongInk() throws {
        #expect(try components(["--#..--"]).all.map(\.area) == [3])
    }

    @Test func randomPicturesAgreeWithFloodFilling() throws {
        var generator = SplitMix(state: 3)
        for _ in 0..<60 {
            let (width, height) = (Int.random(in: 1...12, using: &generator), Int.random(in: 1...12, using: &generator))
            let rows = (0..<height).map { _ in
                String((0..<width).map { _ in Bool.random(using: &generator) ? Character("#") : "." })
            }
            #expect(try components(rows).all.map(\.area).sorted() == flooded(rows).sorted())
        }
    }

    private func flooded(_ rows: [String]) -> [Int] {
        var grid = rows.map { $0.map { $0 == "#" } }
        var areas: [Int] = []
        for y in grid.indices {
            for x in grid[y].indices where grid[y][x] {
                grid[y][x] = false
                var (open, area) = ([(x, y)], 0)
                while let (cx, cy) = open.popLast() {
                    area += 1
                    for ny in max(0, cy - 1)...min(grid.count - 1, cy + 1) {
                        for nx in max(0, cx - 1)...min(grid[0].count - 1, cx + 1) where grid[ny][nx] {
                            grid[ny][nx] = false
                            open.append((nx, ny))
                        }
                    }
                }
                areas.append(area)
            }
        }
        return areas
    }
}
