import Testing

@testable import Spool

@Suite struct NameTests {
    private let tag = Array("0a1b2c3d".utf8)

    private func choice(_ name: String, _ number: Int) -> (String, String) {
        let name = SharedName(Array(name.utf8), choice: number, tag: tag)
        return (NameEscaping.text(name.original), NameEscaping.text(name.result))
    }

    @Test(arguments: [
        ("scan.png", 1, "scan.png"), ("scan.png", 2, "scan~2.png"), ("scan.png", 13, "scan~13.png"),
        ("scan", 2, "scan~2"), ("a.b.PNG", 3, "a.b~3.PNG"), ("end.", 2, "end~2."),
        ("a.very-long-extension-it-is", 2, "a.very-long-extension-it-is~2"),
        ("zahl-\u{fc}.png", 2, "zahl-\u{fc}~2.png"),
    ])
    func choicesAreNumbered(name: String, number: Int, expected: String) {
        #expect(choice(name, number) == (expected, expected + ".json"))
    }

    @Test(arguments: [250, 251, 255])
    func longNamesAreCutAndStayTheirOwn(count: Int) {
        let stem = String(repeating: "x", count: count - 4)
        let first = choice(stem + ".png", 1)
        let second = choice(stem + ".png", 2)
        #expect(first.1.utf8.count <= 255 && second.1.utf8.count <= 255)
        #expect(first.1 == first.0 + ".json")
        #expect((first.0 == stem + ".png") == (count <= 250))
        #expect(second.0.hasSuffix("-0a1b2c3d~2.png"))
    }

    @Test func aCutLeavesWholeCharacters() {
        let stem = String(repeating: "\u{1F600}", count: 62)
        let (original, _) = choice(stem + ".png", 2)
        #expect(original.utf8.count <= 250)
        #expect(original.hasPrefix("\u{1F600}") && original.hasSuffix("-0a1b2c3d~2.png"))
        #expect(!original.contains("%"))
    }

    @Test func bytesThatAreNotTextAreEscapedInTheResultOnly() {
        let name = SharedName([0x61, 0xFF, 0xE2, 0x82, 0x2E, 0x70, 0x6E, 0x67], choice: 2, tag: tag)
        #expect(name.original == [0x61, 0xFF, 0xE2, 0x82] + Array("~2.png".utf8))
        #expect(String(decoding: name.result, as: UTF8.self) == "a%FF%E2%82~2.png.json")
    }

    @Test func longNamesOfNoTextFitToo() {
        let name = SharedName([UInt8](repeating: 0xFF, count: 255), choice: 1, tag: tag)
        #expect(name.result.count <= 255)
        #expect(name.result.count > 240)
    }

    @Test(
        arguments: [
            [0xC0, 0x80], [0xE0, 0x80, 0x80], [0xED, 0xA0, 0x80], [0xF4, 0x90, 0x80, 0x80], [0x80], [0xF0, 0x9F, 0x98],
        ] as [[UInt8]]
    )
    func illFormedSequencesAreEscaped(bytes: [UInt8]) {
        let escaped = NameEscaping.escape(bytes)
        #expect(escaped.count == 3 * bytes.count)
        #expect(escaped.allSatisfy { $0 < 0x80 })
    }

    @Test func textStaysAsItIs() {
        let text = "a\u{7f}\u{80}\u{7ff}\u{800}\u{d7ff}\u{e000}\u{ffff}\u{10000}\u{10ffff} %41\n"
        #expect(NameEscaping.escape(Array(text.utf8)) == Array(text.utf8))
    }

    @Test func pathsComeApartAndTogether() {
        let path = Array("a/b/c.png".utf8)
        let (folder, name) = SpoolPath.split(path)
        #expect(SpoolPath.join(folder, name) == path)
        #expect(SpoolPath.isInside(path, Array("a/b".utf8)))
        #expect(!SpoolPath.isInside(path, Array("a/bc".utf8)))
        #expect(!SpoolPath.isInside(Array("a/bc".utf8), Array("a/b".utf8)))
    }
}
