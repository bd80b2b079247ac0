import Testing

@testable import Training

@Suite struct InkMaskTests {
    private func line(from: SIMD2<Float>, to: SIMD2<Float>, radius: Float) -> [PenSample] {
        [from, to].map { PenSample(position: $0, radius: radius, density: 1) }
    }

    /// A line with round ends covers `length · width + π · radius²`.
    @Test(arguments: [1.0, 2.5, 6] as [Float]) func inkHasTheAreaOfTheLine(radius: Float) {
        var mask = InkMask(width: 80, height: 60)
        mask.ink([line(from: SIMD2(15, 20), to: SIMD2(62, 37), radius: radius)], nib: .round)
        let expected = length(SIMD2(47, 17)) * 2 * radius + .pi * radius * radius
        let area = mask.coverage.reduce(0, +)
        #expect(abs(area / expected - 1) < 0.05, "\(area) of \(expected)")
    }

    @Test func flatNibDrawsThinAlongItAndThickAcross() {
        let nib = Nib(roundness: 0.3, angle: 0)
        var along = InkMask(width: 60, height: 60)
        along.ink([line(from: SIMD2(10, 30), to: SIMD2(50, 30), radius: 6)], nib: nib)
        var across = InkMask(width: 60, height: 60)
        across.ink([line(from: SIMD2(30, 10), to: SIMD2(30, 50), radius: 6)], nib: nib)
        let thin = (0..<60).reduce(Float(0)) { $0 + along.coverage[$1 * 60 + 30] }
        let thick = (0..<60).reduce(Float(0)) { $0 + across.coverage[30 * 60 + $1] }
        #expect(abs(thin - 3.6) < 0.3, "\(thin)")
        #expect(abs(thick - 12) < 0.3, "\(thick)")
    }

    @Test func strokesOutsideLeaveNoInk() {
        var mask = InkMask(width: 20, height: 20)
        mask.ink([line(from: SIMD2(-50, -50), to: SIMD2(-20, -20), radius: 5)], nib: .round)
        mask.ink([line(from: SIMD2(1e9, 5), to: SIMD2(2e9, 5), radius: 5)], nib: .round)
        mask.ink([line(from: SIMD2(5, 40), to: SIMD2(10, 40), radius: 3)], nib: .round)
        #expect(mask.coverage.allSatisfy { $0 == 0 })
    }

    @Test(arguments: [1, 2, 5], [true, false]) func brushPaintsWholePixelsWithoutGaps(diameter: Int, isSquare: Bool) {
        var mask = InkMask(width: 50, height: 50)
        mask.brush(
            [line(from: SIMD2(10, 10), to: SIMD2(35, 40), radius: 1)],
            diameter: diameter,
            isSquare: isSquare
        )
        #expect(mask.coverage.allSatisfy { $0 == 0 || $0 == 1 })
        for row in 10...40 {
            #expect(mask.coverage[(row * 50)..<(row * 50 + 50)].contains(1), "row \(row)")
        }
    }
}
