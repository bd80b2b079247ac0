import Testing

@testable import Imaging

@Suite struct PixelFontTests {
    private let printable = (32..<127).map { Character(Unicode.Scalar($0)) }

    @Test func everyCharacterIsThereAndLikeNoOther() {
        let glyphs = printable.map(PixelFont.rows(of:))
        for rows in glyphs {
            #expect(rows.count == PixelFont.height)
            #expect(rows.allSatisfy { $0 < 1 << UInt8(PixelFont.width) })
        }
        #expect(Set(glyphs).count == printable.count)
        #expect(PixelFont.rows(of: " ").allSatisfy { $0 == 0 })
        #expect(PixelFont.rows(of: "L") == [16, 16, 16, 16, 16, 16, 31, 0, 0])
    }

    @Test func otherCharactersAreABox() {
        let box = PixelFont.rows(of: "\u{7F}")
        for character in ["é", "数", "\n", "🙂"] as [Character] { #expect(PixelFont.rows(of: character) == box) }
        #expect(!printable.map(PixelFont.rows(of:)).contains(box))
    }
}
