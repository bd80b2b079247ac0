import Foundation
import Testing

@testable import Recognition
@testable import Imaging
@testable import NeuralNetwork

@Suite struct TimestampTests {
    /// Every 7.3 days over 9,999 years, against Foundation's formatter.
    @Test func agreesWithFoundation() {
        let style = Date.ISO8601FormatStyle(includingFractionalSeconds: true)
        for milliseconds in stride(from: Int64(-62_000_000_000_000), to: 253_000_000_000_000, by: 630_720_123_457) {
            let date = Date(timeIntervalSince1970: Double(milliseconds / 1000)).addingTimeInterval(
                Double(milliseconds % 1000) / 1000
            )
            // Foundation turns to the Julian calendar before October 1582.
            if date < Date(timeIntervalSince1970: -12_219_292_800) { continue }
            let ours = Timestamp(millisecondsSinceEpoch: milliseconds).description
            #expect(ours.prefix(19) == date.formatted(style).prefix(19), "\(milliseconds)")
        }
    }

    @Test(arguments: [
        (Int64(0), "1970-01-01T00:00:00.000Z"), (-1, "1969-12-31T23:59:59.999Z"),
        (951_782_400_000, "2000-02-29T00:00:00.000Z"), (4_107_542_400_000, "2100-03-01T00:00:00.000Z"),
        (1_769_860_800_123, "2026-01-31T12:00:00.123Z"), (Int64.max, "9999-12-31T23:59:59.999Z"),
        (Int64.min, "0000-01-01T00:00:00.000Z"),
    ])
    func knownMoments(milliseconds: Int64, expected: String) {
        #expect(Timestamp(millisecondsSinceEpoch: milliseconds).description == expected)
    }
}

@Suite struct DigitProbabilitiesTests {
    @Test func refusesWhatIsNoDistribution() {
        #expect(DigitProbabilities([Float](repeating: 0.1, count: 9)) == nil)
        #expect(DigitProbabilities([Float](repeating: 0.2, count: 10)) == nil)
        #expect(DigitProbabilities([1.5, -0.5, 0, 0, 0, 0, 0, 0, 0, 0]) == nil)
        #expect(DigitProbabilities([.nan, 0, 0, 0, 0, 0, 0, 0, 0, 1]) == nil)
        #expect(DigitProbabilities([Float](repeating: 0.1, count: 10)) != nil)
    }

    @Test func softmaxOfLargeLogits() throws {
        let logits: [Float] = [1000, 999, 0, 0, 0, 0, 0, 0, 0, -1000]
        let cold = try #require(DigitProbabilities(logits: logits))
        let e = Float(M_E)
        #expect(abs(cold[0] - e / (e + 1)) < 1e-6)
        #expect(abs(cold.reduce(0, +) - 1) < 1e-6)
        let warm = try #require(DigitProbabilities(logits: logits, temperature: 2))
        #expect(warm[0] < cold[0])
        #expect(DigitProbabilities(logits: logits, temperature: 0) == nil)
        #expect(DigitProbabilities(logits: [.nan] + logits.dropFirst()) == nil)
        #expect(DigitProbabilities(logits: [.infinity] + logits.dropFirst()) == nil)
    }

    @Test func nextGoesThroughAllOnce() throws {
        let values: [Float] = [0.1, 0, 0.3, 0.1, 0, 0.2, 0.3, 0, 0, 0]
        let probabilities = try #require(DigitProbabilities(values))
        var order = [probabilities.indexOfLargest]
        while let next = probabilities.next(after: order[order.count - 1]), order.count < 20 { order.append(next) }
        #expect(order == [2, 6, 5, 0, 3, 1, 4, 7, 8, 9])
    }

    @Test func firstOfEqualsIsTheDigit() throws {
        let reading = DigitReading(try #require(DigitProbabilities([0, 0, 0, 0.5, 0, 0, 0, 0, 0.5, 0])))
        #expect(reading.digit == 3)
        #expect(reading.confidence == 0.5)
    }
}

@Suite struct ContentHashTests {
    /// The vectors of FIPS 180-2, appendix B.
    @Test(arguments: [
        ("abc", "ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad"),
        ("", "e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855"),
        (
            "abcdbcdecdefdefgefghfghighijhijkijkljklmklmnlmnomnopnopq",
            "248d6a61d20638b8e5c026930c3e6039a33ce45964ff2167f6ecedd419db06c1"
        ),
    ])
    func knownHashes(text: String, hex: String) {
        let hash = ContentHash(of: Array(text.utf8))
        #expect(hash.hex == hex)
        #expect(ContentHash(hex: hex) == hash)
        #expect(ContentHash(hex: hex.uppercased()) == hash)
    }

    @Test func partsGiveTheSameHash() {
        let bytes = (0..<10_000).map { UInt8(truncatingIfNeeded: $0 * 7) }
        var digester = ContentHash.Digester()
        for start in stride(from: 0, to: bytes.count, by: 333) {
            digester.update(Array(bytes[start..<min(start + 333, bytes.count)]).span.bytes)
        }
        #expect(digester.finalize() == ContentHash(of: bytes))
    }

    @Test(arguments: ["", "abc", String(repeating: "g", count: 64), String(repeating: "0", count: 65)])
    func refusesWhatIsNoHash(hex: String) {
        #expect(ContentHash(hex: hex) == nil)
    }
}

@Suite struct DigitModelTests {
    /// A network whose outputs are its biases, whatever it sees.
    private func model(biases: [Float], metadata: [String: String]) throws -> DigitModel {
        let architecture = try Architecture(parsing: ["dense 10"], loss: .softmaxOrNone)
        let parameters = FloatBuffer(count: Network.layout(of: architecture).count)
        for (digit, bias) in biases.enumerated() { parameters[parameters.count - 10 + digit] = bias }
        let network = Network(architecture: architecture, parameters: parameters)
        return try DigitModel(name: "test", bytes: ModelFile(network: network, metadata: metadata).bytes())
    }

    @Test func littleEvidenceIsUnfamiliarHoweverClearTheGuess() throws {
        let biases: [Float] = [-3, -20, -20, -20, -20, -20, -20, -20, -20, -20]
        var pixels = [UInt8](repeating: 0, count: 784)
        for y in 4..<24 { for x in 12..<16 { pixels[y * 28 + x] = 255 } }
        let form = try #require(MNISTForm(pixels))
        for (least, doubt) in [("-4", Doubt?.none), ("-2", .unfamiliar)] {
            let model = try model(biases: biases, metadata: ["least_evidence": least])
            let outcome = DigitReader(model).read(
                PreparedPicture(
                    sha256: ContentHash(of: []),
                    size: nil,
                    content: .success(
                        NormalizedDigit(
                            image: DigitImage(pixels: pixels),
                            facts: InkFacts(passingThrough: form, polarity: .lightInk)
                        )
                    )
                )
            )
            let reading = try #require(outcome.reading)
            #expect(reading.digit == 0 && reading.confidence > 0.99)
            #expect(outcome == (doubt.map { .uncertain($0, reading) } ?? .classified(reading)))
        }
    }

    @Test func withoutALeastEvidenceNothingIsUnfamiliar() throws {
        let model = try model(biases: [Float](repeating: -30, count: 10), metadata: [:])
        #expect(model.leastEvidence == nil)
        let outputs = [Float](repeating: -30, count: 10)
        #expect(model.judge(Looks(once: outputs), threshold: 0.5).doubt == .lowConfidence)
    }

    @Test(arguments: ["", "much", "nan", "1001"]) func aLeastEvidenceThatIsNoNumberIsRefused(text: String) {
        #expect(throws: ModelFileError.self) { try model(biases: [], metadata: ["least_evidence": text]) }
    }
}
