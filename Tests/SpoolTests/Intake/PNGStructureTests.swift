import Testing

@testable import Spool

@Suite struct PNGStructureTests {
    @Test func onlyTheWholePictureIsComplete() {
        let picture = Pictures.picture(3)
        for count in 0..<picture.count {
            #expect(PNGStructure(Array(picture[..<count])) == .incomplete, "\(count) bytes")
        }
        #expect(PNGStructure(picture) == .complete)
        #expect(PNGStructure(picture + [1, 2, 3]) == .complete, "bytes behind the end")
    }

    @Test(arguments: ["hello world", "\u{0}", "\u{89}PNG"])
    func otherBytesAreNoPicture(text: String) {
        #expect(PNGStructure(Array(text.utf8)) == .other)
    }

    @Test func aHoleIsNotComplete() {
        let picture = Pictures.picture(3)
        let holed = Array(picture[..<8]) + [UInt8](repeating: 0, count: 500) + picture.suffix(12)
        #expect(PNGStructure(holed) == .incomplete)
    }

    @Test func aLengthBeyondTheFileIsNotComplete() {
        var picture = Pictures.picture(3)
        picture[8] = 0xFF
        #expect(PNGStructure(picture) == .incomplete)
    }
}
