import Testing

@testable import Training

@Suite struct DigitStyleTests {
    @Test(arguments: 0...9) func everyDigitHasSeveralWays(digit: Int) {
        #expect(DigitStyle.all.count { $0.digit == digit } >= 2)
    }

    @Test func namesAreUniqueAndFindTheirStyle() {
        #expect(Set(DigitStyle.all.map(\.name)).count == DigitStyle.all.count)
        for style in DigitStyle.all {
            #expect(DigitStyle.named(style.name) == style)
            #expect(style.name == "\(style.digit).\(style.way)")
        }
        #expect(DigitStyle.named("4.nonsense") == nil)
    }

    @Test func selectionTakesStylesAndDigits() throws {
        let chosen = try DigitStyle.selection(only: ["4.open", "7"], without: ["7.barred"])
        #expect(chosen.contains { $0.name == "4.open" })
        #expect(Set(chosen.map(\.digit)) == [4, 7])
        #expect(chosen.count { $0.digit == 4 } == 1)
        #expect(!chosen.contains { $0.name == "7.barred" })
        #expect(chosen.count == DigitStyle.all.count { $0.digit == 7 })
    }

    @Test func selectionOfNothingIsEverything() throws {
        #expect(try DigitStyle.selection() == DigitStyle.all)
        #expect(try DigitStyle.selection(without: ["0.slashed"]).count == DigitStyle.all.count - 1)
    }

    @Test(arguments: ["10", "4.nonsense", "", "x"]) func unknownNamesAreRefused(name: String) {
        #expect(throws: UnknownStyleError(name: name)) { try DigitStyle.selection(only: [name]) }
        #expect(throws: UnknownStyleError(name: name)) { try DigitStyle.selection(without: [name]) }
        #expect(UnknownStyleError(name: name).description.contains("4.open"))
    }
}
