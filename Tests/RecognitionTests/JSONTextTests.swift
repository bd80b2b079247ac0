import Foundation
import Testing

@testable import Recognition

@Suite struct JSONTextTests {
    func written(_ write: (inout [UInt8]) -> Void) -> String {
        var text: [UInt8] = []
        write(&text)
        return String(decoding: text, as: UTF8.self)
    }

    @Test(arguments: [
        (Float(0), "0.000000"), (1, "1.000000"), (0.5, "0.500000"), (0.25, "0.250000"),
        (0.9987, "0.998700023"), (1e-7, "0.0000001"), (4e-10, "0.000000"), (6e-10, "0.000000001"),
        (Float(1).nextDown, "0.99999994"), (1.25e-7, "0.000000125"),
    ])
    func probabilitiesHaveSixToNineDecimals(probability: Float, expected: String) {
        #expect(written { $0.append(probability: probability) } == expected)
    }

    /// printf of the C library rounds the exact binary value to nine decimals.
    @Test func probabilitiesAreRoundedAsTheCLibraryDoes() {
        var generator = SystemRandomNumberGenerator()
        for _ in 0..<20_000 {
            let probability = Float.random(in: 0...1, using: &generator)
            let ours = written { $0.append(probability: probability) }
            let theirs = String(format: "%.9f", Double(probability))
            #expect(ours + String(repeating: "0", count: 11 - ours.utf8.count) == theirs)
        }
    }

    /// What differs as `Float` above 1/16 differs as text, in the same order.
    @Test func neighboursStayApart() {
        for start in [Float(0.0625), 0.1, 0.24999999, 0.5, 0.99999] {
            var value = start
            for _ in 0..<100 where value.nextUp <= 1 {
                #expect(written { $0.append(probability: value) } < written { $0.append(probability: value.nextUp) })
                value = value.nextUp
            }
        }
    }

    @Test(arguments: [
        "", "plain.png", "quote\"back\\slash", "tab\tnewline\nreturn\r", "\u{0}\u{7}\u{1F}\u{7F}", "é数🙂\u{2028}",
        "</script>",
    ])
    func foundationReadsStringsBack(text: String) throws {
        let json = "[" + written { $0.append(jsonString: text) } + "]"
        let read = try JSONSerialization.jsonObject(with: Data(json.utf8)) as? [String]
        #expect(read == [text])
    }

    @Test(arguments: [0, 7, 10, -1, 528, Int.max, Int.min])
    func wholeNumbers(number: Int) {
        #expect(written { $0.append(decimal: number) } == String(number))
    }

    @Test(arguments: [
        (0.0, "0.00"), (0.005, "0.01"), (0.994, "0.99"), (0.996, "1.00"), (12.5, "12.50"), (1e12, "1000000000.00"),
        (-1, "0.00"), (.nan, "0.00"),
    ])
    func fixedDecimals(number: Double, expected: String) {
        #expect(written { $0.append(number: number, decimals: 2) } == expected)
    }
}
