import Imaging
import Recognition
import Testing

@testable import digitd

@Suite struct ExplanationTextTests {
    @Test func blocksAreTwoRowsALine() {
        var image = DigitImage()
        image.pixels[0] = 255
        image.pixels[29] = 200
        (image.pixels[2], image.pixels[30]) = (128, 255)
        image.pixels[3] = 127
        let lines = ExplanationText.halfBlocks(image)
        #expect(lines.count == 14 && lines.allSatisfy { $0.count == 28 })
        #expect(lines[0].hasPrefix("▀▄█·") && lines[1].allSatisfy { $0 == "·" })
    }

    @Test(arguments: [(0.0, ""), (1.0, "████"), (0.5, "██"), (0.28125, "█▏"), (2, "████"), (-1, "")])
    func barsCountEighths(share: Double, expected: String) {
        #expect(ExplanationText.bar(share, width: 4) == expected)
    }

    @Test func theLikeliestDigitIsMarked() throws {
        let probabilities = try #require(DigitProbabilities([0.1, 0, 0, 0, 0, 0, 0, 0.9, 0, 0]))
        let bars = ExplanationText.bars(probabilities)
        #expect(bars.count == 10 && bars.filter { $0.contains(">") } == [bars[7]])
        #expect(bars.allSatisfy { !$0.hasSuffix(" ") })
        #expect(bars[0].hasPrefix("0   10.00 %"))
    }
}
