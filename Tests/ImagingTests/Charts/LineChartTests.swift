import Testing

@testable import Imaging

@Suite struct LineChartTests {
    @Test(arguments: [
        ([0.0, 1.0], [0, 0.2, 0.4, 0.6, 0.8, 1], 1), ([96.2, 99.7], [96, 97, 98, 99, 100], 0),
        ([0.0312, 0.0874], [0.02, 0.04, 0.06, 0.08, 0.1], 2), ([-3, 12], [-5, 0, 5, 10, 15], 0),
        ([1234, 5678], [1000, 2000, 3000, 4000, 5000, 6000], 0),
    ])
    func ticksAreRoundNumbersAroundAll(values: [Double], expected: [Double], decimals: Int) {
        let axis = Axis(covering: values, intervals: 5, isWhole: false)
        #expect(axis.decimals == decimals)
        #expect(axis.ticks.count == expected.count)
        for (tick, wanted) in zip(axis.ticks, expected) { #expect(abs(tick - wanted) < 1e-9) }
    }

    @Test(arguments: [[], [3.0], [0, 0], [1e-30, 2e-30], [5e8, 5e8 + 1], [-1e300, 1e300]])
    func oddRangesHaveAnAxisToo(values: [Double]) {
        for isWhole in [false, true] {
            let axis = Axis(covering: values, intervals: 5, isWhole: isWhole)
            #expect((2...13).contains(axis.ticks.count), "\(axis)")
            #expect(values.allSatisfy { (-1e-6...1 + 1e-6).contains(axis.share(of: $0)) })
        }
    }

    @Test func epochsAreWholeNumbers() {
        #expect(Axis(covering: [1, 2], intervals: 10, isWhole: true).ticks == [1, 2])
        #expect(Axis(covering: [1, 60], intervals: 10, isWhole: true).ticks.allSatisfy { $0 == $0.rounded() })
    }

    /// The line goes through its points: up to the right where they rise.
    @Test func linesGoWhereTheirPointsAre() throws {
        let rising = LineChart.Series(name: "", color: .red, points: [(1, 0), (2, 5), (3, .nan), (4, 10)])
        let chart = LineChart(title: "", xTitle: "", series: [rising]) { number, _ in String(Int(number)) }
        var canvas = Canvas(width: 200, height: 120)
        chart.draw(on: &canvas, x: 0, y: 0, width: 200, height: 120)
        let red = (0..<200 * 120).filter { canvas[$0 % 200, $0 / 200] == .red }
        let left = try #require(red.min { $0 % 200 < $1 % 200 }), right = try #require(red.max { $0 % 200 < $1 % 200 })
        #expect(left / 200 > right / 200 + 60 && right % 200 > left % 200 + 140)
    }
}
