import Foundation
import Imaging
import Testing

@testable import Recognition

/// Results of every kind, as values.
enum Example {
    static let hash = ContentHash(of: Array("digitd".utf8))
    static let model = ModelIdentity(name: "default", sha256: hash)
    static let moment = Timestamp(millisecondsSinceEpoch: 1_769_860_800_123)
    static let reading = DigitReading(
        DigitProbabilities([0, 0.0001, 0.0002, 0, 0, 0, 0, 0.9987, 0, 0.001])!
    )
    static let ink = InkFacts(
        polarity: .lightInk,
        paperLevel: 12,
        inkLevel: 240,
        cropBox: InkFacts.Box(x: 3, y: 40, width: 200, height: 320),
        scale: 0.0625,
        strokeWidth: 21.375,
        inkShare: 0.0125,
        components: 2,
        hasSeveralDigits: false,
        passedThrough: false
    )
    static let bare = InkFacts(
        polarity: .darkInk,
        paperLevel: 230,
        inkLevel: 230,
        cropBox: nil,
        scale: 0,
        strokeWidth: 0,
        inkShare: 0,
        components: 0,
        hasSeveralDigits: false,
        passedThrough: false
    )

    static func result(
        _ outcome: Outcome,
        file: String = "batch7/scan-0042.png",
        sha256: ContentHash? = hash,
        image: PictureSize? = PictureSize(width: 412, height: 530),
        ink: InkFacts? = ink
    ) -> DigitResult {
        DigitResult(
            file: file,
            sha256: sha256,
            outcome: outcome,
            image: image,
            model: model,
            classifiedAt: moment,
            ink: ink
        )
    }

    static var all: [DigitResult] {
        var again = result(.classified(reading))
        again.duplicateOf = "batch7/scan \"1\".png"
        var results = [result(.classified(reading)), result(.blank, ink: bare), again]
        results += Doubt.allCases.map { result(.uncertain($0, reading)) }
        results += Rejection.Code.allCases.map { code in
            result(
                .rejected(Rejection(code: code, message: "what \"is\" wrong\nand what to do")),
                sha256: code == .unreadable ? nil : hash,
                image: nil,
                ink: nil
            )
        }
        return results
    }
}

@Suite struct DigitResultTests {
    /// Foundation's reading of the JSON.
    func decoded(_ bytes: [UInt8]) throws -> [String: Any] {
        try #require(try JSONSerialization.jsonObject(with: Data(bytes)) as? [String: Any])
    }

    @Test(arguments: Example.all)
    func foundationReadsWhatIsWritten(result: DigitResult) throws {
        for layout in [DigitResult.Layout.line, .readable] {
            let object = try decoded(result.encoded(as: layout))
            var members: Set = ["schema", "file", "status", "model", "classified_at"]
            #expect(object["schema"] as? Int == 1)
            #expect(object["file"] as? String == result.file)
            #expect(object["status"] as? String == result.outcome.status.rawValue)
            #expect(object["classified_at"] as? String == "2026-01-31T12:00:00.123Z")
            let model = try #require(object["model"] as? [String: String])
            #expect(model == ["name": "default", "sha256": Example.hash.hex])
            if let hash = result.sha256 {
                members.insert("sha256")
                #expect(object["sha256"] as? String == hash.hex)
            }
            if let image = result.image {
                members.insert("image")
                #expect(object["image"] as? [String: Int] == ["width": image.width, "height": image.height])
            }
            if let ink = result.ink {
                members.insert("explanation")
                let explanation = try #require(object["explanation"] as? [String: Any])
                try check(explanation, of: ink, reading: result.reading)
            }
            if let reading = result.reading {
                members.formUnion(["digit", "confidence", "probabilities"])
                #expect(object["digit"] as? Int == reading.digit)
                let probabilities = try #require(object["probabilities"] as? [Double])
                #expect(probabilities.count == 10)
                #expect(object["confidence"] as? Double == probabilities[reading.digit])
                for (read, written) in zip(probabilities, reading.probabilities) {
                    #expect(abs(read - Double(written)) <= 5e-10)
                }
            }
            if let first = result.duplicateOf {
                members.insert("duplicate_of")
                #expect(object["duplicate_of"] as? String == first)
            }
            switch result.outcome {
            case .classified: break
            case .uncertain, .blank:
                members.insert("reason")
                #expect(object["reason"] as? String == result.outcome.reason)
            case .rejected(let rejection):
                members.insert("error")
                #expect(
                    object["error"] as? [String: String]
                        == ["code": rejection.code.rawValue, "message": "what \"is\" wrong and what to do"]
                )
            }
            #expect(Set(object.keys) == members)
        }
    }

    /// What there is to say, and nothing else.
    func check(_ explanation: [String: Any], of ink: InkFacts, reading: DigitReading?) throws {
        var members: Set = ["polarity", "paper_level", "ink_share", "components", "passed_through"]
        #expect(explanation["polarity"] as? String == ink.polarity.rawValue)
        #expect(explanation["paper_level"] as? Int == Int(ink.paperLevel))
        #expect(explanation["ink_share"] as? Double == ink.inkShare)
        #expect(explanation["components"] as? Int == ink.components)
        #expect(explanation["passed_through"] as? Bool == ink.passedThrough)
        if let box = ink.cropBox {
            members.formUnion(["ink_level", "crop_box", "scale", "stroke_width"])
            #expect(explanation["ink_level"] as? Int == Int(ink.inkLevel))
            let written = explanation["crop_box"] as? [String: Int]
            #expect(written == ["x": box.x, "y": box.y, "width": box.width, "height": box.height])
            #expect(explanation["scale"] as? Double == ink.scale)
            #expect(try abs(#require(explanation["stroke_width"] as? Double) - ink.strokeWidth) <= 0.005)
        }
        if reading != nil {
            members.insert("top_digits")
            #expect(explanation["top_digits"] as? [Int] == [7, 9, 2])
        }
        #expect(Set(explanation.keys) == members)
    }

    /// The same members through Foundation's own encoder give the same object.
    @Test func equalsFoundationsEncoder() throws {
        struct Model: Encodable { var name, sha256: String }
        struct Image: Encodable { var width, height: Int }
        struct Box: Encodable { var x, y, width, height: Int }
        struct Explanation: Encodable {
            var polarity = "light_ink"
            var paperLevel = 12
            var inkLevel = 240
            var cropBox = Box(x: 3, y: 40, width: 200, height: 320)
            var scale = 0.0625
            var strokeWidth = 21.38
            var inkShare = 0.0125
            var components = 2
            var passedThrough = false
            var topDigits = [7, 9, 2]
        }
        struct Twin: Encodable {
            var schema = 1
            var file, sha256, status: String
            var digit: Int
            var confidence: Double
            var probabilities: [Double]
            var image: Image
            var explanation = Explanation()
            var model: Model
            var classifiedAt: String
        }
        let result = Example.result(.classified(Example.reading), file: "a \"b\" \\ \u{1}\u{1F} é 数 🙂/c.png")
        let rounded = Example.reading.probabilities.map { (Double($0) * 1e9).rounded() / 1e9 }
        let twin = Twin(
            file: result.file,
            sha256: Example.hash.hex,
            status: "classified",
            digit: 7,
            confidence: rounded[7],
            probabilities: rounded,
            image: Image(width: 412, height: 530),
            model: Model(name: "default", sha256: Example.hash.hex),
            classifiedAt: "2026-01-31T12:00:00.123Z"
        )
        let encoder = JSONEncoder()
        encoder.keyEncodingStrategy = .convertToSnakeCase
        let expected = try decoded(Array(encoder.encode(twin)))
        let written = try decoded(result.encoded(as: .line))
        #expect(NSDictionary(dictionary: written) == NSDictionary(dictionary: expected))
    }

    @Test func lineHasNoLineBreakAndReadableEndsWithOne() {
        let result = Example.result(.classified(Example.reading), file: "a\nb.png")
        #expect(!result.encoded(as: .line).contains(UInt8(ascii: "\n")))
        #expect(result.encoded(as: .readable).last == UInt8(ascii: "\n"))
    }

    @Test func encodingIntoABufferAppends() {
        let result = Example.result(.blank)
        var buffer: [UInt8] = [1, 2]
        result.encode(as: .line, into: &buffer)
        #expect(Array(buffer.prefix(2)) == [1, 2])
        #expect(Array(buffer.dropFirst(2)) == result.encoded(as: .line))
    }

    /// Each member the schema names is one this type can write, and the other way round; the words agree too.
    @Test func schemaNamesTheSameMembersAndWords() throws {
        let path = URL(filePath: #filePath).deletingLastPathComponent()
            .appending(path: "../../Documentation/result.schema.json").standardized
        let schema = try decoded(Array(Data(contentsOf: path)))
        let properties = try #require(schema["properties"] as? [String: [String: Any]])
        let written = try Example.all.reduce(into: Set<String>()) { names, result in
            names.formUnion(try decoded(result.encoded()).keys)
        }
        #expect(Set(properties.keys) == written)
        #expect(properties["status"]?["enum"] as? [String] == Status.allCases.map(\.rawValue))
        let explanation = try #require(properties["explanation"]?["properties"] as? [String: [String: Any]])
        let explained = try decoded(Example.result(.classified(Example.reading)).encoded())["explanation"]
        #expect(Set(explanation.keys) == Set(try #require(explained as? [String: Any]).keys))
        let polarities = [InkFacts.Polarity.darkInk, .lightInk].map(\.rawValue)
        #expect(explanation["polarity"]?["enum"] as? [String] == polarities)
        let reasons = Set(try #require(properties["reason"]?["enum"] as? [String]))
        #expect(reasons == Set(Doubt.allCases.map(\.rawValue) + ["blank"]))
        let error = try #require(properties["error"]?["properties"] as? [String: [String: Any]])
        #expect(error["code"]?["enum"] as? [String] == Rejection.Code.allCases.map(\.rawValue))
    }
}
