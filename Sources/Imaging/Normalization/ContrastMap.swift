/// How far each pixel stands out from the paper towards ink: 0 paper ... 255 as far as black (or white) from it.
struct ContrastMap {
    let width: Int
    let height: Int
    private(set) var values: [UInt8]
    /// How far the lighter half of uneven paper strays, `median - 16th percentile` of the contrasts with their sign:
    /// one standard deviation of its grain, whatever ink lies on the other side. 0 on even paper.
    private(set) var grain: Float = 0

    /// Contrast relative to the light that the paper throws back, `255 (P - v) / P` for dark ink and
    /// `255 (v - P) / (255 - P)` for light ink, so that ink in a shadow counts as much as ink in the light.
    init(_ raster: GrayRaster, on paper: Paper) {
        width = raster.width
        height = raster.height
        values = [UInt8](repeating: 0, count: raster.pixels.count)
        let darkInk = paper.polarity == .darkInk
        if paper.isEven {
            let table = (0...255).map { Self.contrast(Float($0), paper.lightness.values[0], darkInk) }
            values.withUnsafeMutableBufferPointer { values in
                raster.pixels.withUnsafeBufferPointer { pixels in
                    table.withUnsafeBufferPointer { table in
                        for index in 0..<pixels.count { values[index] = table[Int(pixels[index])] }
                    }
                }
            }
        } else {
            fill(raster, paper.lightness, darkInk)
            grain = Self.grain(raster, paper)
        }
    }

    /// The same picture with other contrasts.
    func replacing(_ values: [UInt8]) -> ContrastMap {
        var map = self
        map.values = values
        return map
    }

    /// Measured on some 16,000 pixels.
    private static func grain(_ raster: GrayRaster, _ paper: Paper) -> Float {
        let grid = paper.lightness
        let step = max(1, raster.pixels.count / 16_384) | 1
        var counts = [Int](repeating: 0, count: 511)
        var total = 0
        for index in stride(from: 0, to: raster.pixels.count, by: step) {
            let (top, down) = position(index / raster.width, raster.height, grid.height)
            let (left, along) = position(index % raster.width, raster.width, grid.width)
            let (right, bottom) = (min(grid.width - 1, left + 1), min(grid.height - 1, top + 1))
            let upper = grid[left, top] * (1 - along) + grid[right, top] * along
            let lower = grid[left, bottom] * (1 - along) + grid[right, bottom] * along
            let level = upper * (1 - down) + lower * down
            let value = Float(raster.pixels[index])
            let offset = paper.polarity == .darkInk ? level - value : value - level
            counts[255 + Int(max(-255, min(255, (offset * 255 / range(of: level, paper.polarity)).rounded())))] += 1
            total += 1
        }
        func percentile(_ share: Double) -> Int {
            var left = Int(Double(total) * share)
            return counts.firstIndex { count in
                left -= count
                return left < 0
            } ?? 510
        }
        return Float(percentile(0.5) - percentile(0.16))
    }

    /// How far ink can be from paper of this lightness, but for at least a quarter of all there is: nearly black paper
    /// under dark ink must not make much of its noise.
    @inline(__always)
    static func range(of paper: Float, _ polarity: InkFacts.Polarity) -> Float {
        max(64, polarity == .darkInk ? paper : 255 - paper)
    }

    @inline(__always)
    private static func contrast(_ value: Float, _ paper: Float, _ darkInk: Bool) -> UInt8 {
        let offset = darkInk ? paper - value : value - paper
        let range = range(of: paper, darkInk ? .darkInk : .lightInk)
        return UInt8(max(0, min(255, offset * 255 / range)))
    }

    private mutating func fill(_ raster: GrayRaster, _ grid: Plane, _ darkInk: Bool) {
        let horizontal = (0..<width).map { Self.position($0, width, grid.width) }
        var line = [Float](repeating: 0, count: grid.width)
        values.withUnsafeMutableBufferPointer { values in
            raster.pixels.withUnsafeBufferPointer { pixels in
                horizontal.withUnsafeBufferPointer { horizontal in
                    for y in 0..<height {
                        let (top, share) = Self.position(y, height, grid.height)
                        let bottom = min(grid.height - 1, top + 1)
                        for x in 0..<grid.width {
                            line[x] = grid[x, top] * (1 - share) + grid[x, bottom] * share
                        }
                        line.withUnsafeBufferPointer { line in
                            let row = y &* width
                            for x in 0..<width {
                                let (left, part) = horizontal[x]
                                let right = min(line.count &- 1, left &+ 1)
                                let paper = line[left] * (1 - part) + line[right] * part
                                values[row &+ x] = Self.contrast(Float(pixels[row &+ x]), paper, darkInk)
                            }
                        }
                    }
                }
            }
        }
    }

    /// Between which cells of a grid of `cells` pixel `index` of `count` lies: the first, and the share of the second.
    private static func position(_ index: Int, _ count: Int, _ cells: Int) -> (cell: Int, share: Float) {
        let center = (Float(index) + 0.5) * Float(cells) / Float(count) - 0.5
        let clamped = max(0, min(Float(cells - 1), center))
        let cell = Int(clamped)
        return (cell, clamped - Float(cell))
    }
}
