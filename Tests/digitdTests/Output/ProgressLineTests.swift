import Testing

@testable import digitd

@Suite struct ProgressLineTests {
    let line = ProgressLine(
        label: "epoch 3/10",
        fraction: 0.5,
        facts: ["loss 0.0312", "held out 99.1 %", "2 min left"]
    )

    @Test func barWithFacts() {
        #expect(
            line.text(width: 120)
                == "epoch 3/10  " + String(repeating: "█", count: 20) + String(repeating: "░", count: 20)
                + "  50 %  loss 0.0312  held out 99.1 %  2 min left"
        )
    }

    /// Whatever the width, the line fits it.
    @Test func fitsEveryWidth() {
        for width in 0...130 { #expect(line.text(width: width).count <= width) }
        #expect(line.text(width: 60).contains("loss"))
        #expect(!line.text(width: 60).contains("left"))
    }

    @Test(arguments: [-1, 2, Double.nan, .infinity]) func oddFractions(fraction: Double) {
        #expect(!ProgressLine(label: "x", fraction: fraction).text(width: 40).isEmpty)
    }

    @Test(arguments: [
        (0.4, "0 s"), (59.4, "59 s"), (65, "1 min 05 s"), (3600, "1 h 00 min"), (7380, "2 h 03 min"), (.infinity, "?"),
        (-1, "?"),
    ])
    func spans(seconds: Double, expected: String) {
        #expect(ProgressLine.span(seconds) == expected)
    }
}
