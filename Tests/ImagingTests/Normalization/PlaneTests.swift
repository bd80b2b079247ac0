import Testing

@testable import Imaging

@Suite struct PlaneTests {
    private func random(_ width: Int, _ height: Int, _ seed: UInt64) -> Plane {
        var generator = SplitMix(state: seed)
        return Plane(
            width: width,
            height: height,
            values: (0..<width * height).map { _ in .random(in: 0...1, using: &generator) }
        )
    }

    @Test(arguments: [(20, 20), (7, 3), (13, 28)])
    func areaAveragingKeepsTheMean(width: Int, height: Int) {
        let plane = random(31, 23, 1)
        let small = plane.resampled(x: 0, y: 0, sourceWidth: 31, sourceHeight: 23, width: width, height: height)
        let means = (
            plane.values.reduce(0, +) / Float(plane.values.count), small.values.reduce(0, +) / Float(small.values.count)
        )
        #expect(abs(means.0 - means.1) < 1e-4)
    }

    @Test func resamplingAtTheSameSizeChangesNothing() {
        let plane = random(9, 6, 2)
        let same = plane.resampled(x: 0, y: 0, sourceWidth: 9, sourceHeight: 6, width: 9, height: 6)
        #expect(zip(plane.values, same.values).allSatisfy { abs($0 - $1) < 1e-6 })
    }

    @Test(arguments: [true, false])
    func distancesAreThoseToTheNearestPixel(toInk: Bool) {
        for seed in 0..<6 {
            let plane = random(17, 12, UInt64(seed)).values.map { $0 > 0.9 ? Float(1) : 0 }
            let shape = Plane(width: 17, height: 12, values: toInk ? plane : plane.map { 1 - $0 })
            let distances = shape.squaredDistances(toInk: toInk, reach: 4)
            for y in 0..<12 {
                for x in 0..<17 {
                    var best = Float.infinity
                    for index in plane.indices where plane[index] == 1 {
                        let (dx, dy) = (Float(index % 17 - x), Float(index / 17 - y))
                        best = min(best, dx * dx + dy * dy)
                    }
                    let found = distances[y * 17 + x]
                    #expect(best <= 16 ? found == best : found > 16)
                }
            }
        }
    }

    @Test(arguments: [1, 2, 3, 7, 12, 13, 40], [true, false])
    func filteringTakesTheBestOfTheWindow(reach: Int, takingLargest: Bool) {
        for (width, height) in [(1, 1), (5, 1), (13, 14), (29, 7), (30, 30)] {
            let plane = random(width, height, UInt64(reach))
            let filtered = plane.filtered(reach: reach, takingLargest: takingLargest)
            for y in 0..<height {
                for x in 0..<width {
                    var seen: [Float] = []
                    for otherY in max(0, y - reach)...min(height - 1, y + reach) {
                        for otherX in max(0, x - reach)...min(width - 1, x + reach) {
                            seen.append(plane[otherX, otherY])
                        }
                    }
                    #expect(filtered[x, y] == (takingLargest ? seen.max()! : seen.min()!))
                }
            }
        }
    }

    @Test(arguments: [1, 2, 3, 10, 101, 1000])
    func theMiddleIsThatOfTheSorted(count: Int) {
        for seed in 0..<20 {
            // Some with many equal ones.
            let values = random(count, 1, UInt64(seed)).values.map { seed % 2 == 0 ? $0 : ($0 * 4).rounded() }
            #expect(values.middleOfSorted == values.sorted()[count / 2])
            #expect(values.sorted().middleOfSorted == values.sorted()[count / 2])
        }
    }

    @Test(arguments: [1, 2, 7, 8, 9, 10, 16, 17, 28, 33], [1, 2, 9])
    func strokesAreMeasuredAsTheFormulaSays(width: Int, height: Int) {
        let plane = random(width, height, 3)
        #expect(abs(plane.strokeWidth - plane.plainStrokeWidth) < 1e-5)
    }

    @Test func barsHaveTheirWidth() {
        for width in 1...6 {
            var plane = Plane(width: 20, height: 60)
            for y in 5..<55 { for x in 8..<8 + width { plane[x, y] = 1 } }
            // The ends count as outline too: w·50 / (50 + w).
            #expect(abs(plane.strokeWidth - Double(width) * 50 / Double(50 + width)) < 0.1)
            let grown = plane.grown(by: 2)
            #expect(grown[6, 30] == 1 && grown[5, 30] == 0 && grown[7 + width + 2, 30] == 1)
            if width > 4 { #expect(plane.grown(by: -2)[8, 30] == 0 && plane.grown(by: -2)[10, 30] == 1) }
        }
    }

    @Test func theEnvelopeFollowsARampUnderInk() {
        var ramp = Plane(width: 64, height: 64)
        for y in 0..<64 { for x in 0..<64 { ramp[x, y] = Float(100 + 2 * x) } }
        var inked = ramp
        for y in 10..<50 { for x in 30..<34 { inked[x, y] = 20 } }
        let paper = inked.paperEnvelope(.darkInk, window: 0.25)
        for x in 12..<52 { #expect(abs(paper[x, 30] - ramp[x, 30]) < 12) }
    }
}
