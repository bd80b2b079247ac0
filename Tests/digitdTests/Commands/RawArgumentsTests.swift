import Testing

@testable import digitd

@Suite struct RawArgumentsTests {
    /// Two names in Latin-1 that read the same once they are strings.
    @Test func argumentsThatReadTheSameAreToldApartByTheirOrder() {
        let typed: [[UInt8]] = [
            Array("digitd".utf8), [0x61, 0xFF], Array("b".utf8), [0x61, 0xFE], [0x61, 0xFF], Array("\u{FFFD}".utf8),
        ]
        let strings = typed.dropFirst().map { String(decoding: $0, as: UTF8.self) }
        #expect(RawArguments.bytes(of: strings, among: typed) == Array(typed.dropFirst()))
        #expect(RawArguments.bytes(of: ["b", "c\u{FFFD}"], among: typed) == ["b", "c\u{FFFD}"].map { Array($0.utf8) })
    }
}
