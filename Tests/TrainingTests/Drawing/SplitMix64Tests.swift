import Testing

@testable import Training

@Suite struct SplitMix64Tests {
    /// Values from the reference implementation in C for seed 1234567.
    @Test func sequenceIsThePublishedOne() {
        var random = SplitMix64(seed: 1_234_567)
        let expected: [UInt64] = [
            6_457_827_717_110_365_317, 3_203_168_211_198_807_973, 9_817_491_932_198_370_423,
        ]
        #expect(expected.map { _ in random.next() } == expected)
    }

    @Test func partsOfASeedDiffer() {
        let firsts = (0..<1000).map { part -> UInt64 in
            var random = SplitMix64(seed: 1, part: UInt64(part))
            return random.next()
        }
        #expect(Set(firsts).count == 1000)
    }

    @Test func normalHasMeanZeroAndVarianceOne() {
        var random = SplitMix64(seed: 3)
        let values = (0..<20_000).map { _ in random.normal() }
        let mean = values.reduce(0, +) / 20_000
        let variance = values.reduce(0) { $0 + ($1 - mean) * ($1 - mean) } / 20_000
        #expect(abs(mean) < 0.03)
        #expect(abs(variance - 1) < 0.05)
    }

    @Test func weightsDecideHowOftenAnIndexComes() {
        var random = SplitMix64(seed: 5)
        var counts = [0, 0, 0]
        for _ in 0..<10_000 {
            counts[random.index(weighted: [1, 0, 3])] += 1
        }
        #expect(counts[1] == 0)
        #expect(abs(counts[2] - 7500) < 200)
    }
}
