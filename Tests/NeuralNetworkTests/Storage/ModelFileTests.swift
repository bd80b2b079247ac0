import FoundationEssentials
import Testing

@testable import NeuralNetwork

@Suite("Model files")
struct ModelFileTests {
    static let words = ["maxpool", "maxpool", "conv 2 3x3", "batchnorm", "relu", "maxpool", "dense 10"]

    static func model(metadata: [String: String] = ["seed": "1"]) throws -> ModelFile {
        let architecture = try Architecture(parsing: words, loss: .softmaxCrossEntropy)
        return ModelFile(network: Network(architecture: architecture, seed: 1), metadata: metadata)
    }

    /// What reading `bytes` throws, in words; fails if that is not one line.
    static func refusal(_ bytes: [UInt8]) -> String? {
        let error = #expect(throws: ModelFileError.self) { try ModelFile(bytes) }
        #expect(error?.description.contains("\n") == false && error?.description.isEmpty == false)
        return error?.description
    }

    @Test func roundTripGivesTheSameBytes() throws {
        let awkward = ["note": "\"quoted\" \\ \n\t\r\u{1} ünïcödé 数字 🖋", "": "empty", "empty": ""]
        let bytes = try Self.model(metadata: awkward).bytes()
        let read = try ModelFile(bytes)
        #expect(read.metadata == awkward)
        #expect(read.network.architecture.layers.map(\.description) == Self.words)
        #expect(read.network.parameters.values == (try Self.model()).network.parameters.values)
        #expect(read.bytes() == bytes)
    }

    @Test func everyKindOfLayerSurvives() throws {
        let words = ["dense 3", "sigmoid", "dropout 0.25", "dense 4", "tanh", "dense 10", "sigmoid"]
        let architecture = try Architecture(parsing: words, loss: .squaredError)
        let file = ModelFile(network: Network(architecture: architecture, seed: 2), metadata: [:])
        #expect(try ModelFile(file.bytes()).network.architecture == architecture)
    }

    @Test func dataStartsAtAMultipleOfEight() throws {
        for note in 0..<9 {
            let bytes = try Self.model(metadata: ["note": String(repeating: "x", count: note)]).bytes()
            #expect(bytes[0] % 8 == 0 && bytes[8] == UInt8(ascii: "{"))
        }
    }

    @Test func everyTruncationIsRefused() throws {
        let bytes = try Self.model().bytes()
        for length in Array(0..<40) + Array(stride(from: 40, to: bytes.count, by: 23)) + [bytes.count - 1] {
            _ = Self.refusal(Array(bytes[..<length]))
        }
        #expect(Self.refusal(Array(bytes.dropLast()))?.contains("cut off") == true)
        #expect(Self.refusal([])?.contains("0 bytes") == true)
    }

    @Test func numbersThatAreNoneAreRefused() throws {
        for value in [Float.nan, .infinity, -.infinity] {
            let model = try Self.model()
            model.network.parameters[7] = value
            #expect(Self.refusal(model.bytes())?.contains("tensor conv1.weight holds") == true)
        }
        let model = try Self.model()
        let variance = try #require(model.network.layout.parameters.first { $0.name == "norm1.running_var" })
        model.network.parameters[variance.range.lowerBound] = -0.5
        #expect(Self.refusal(model.bytes())?.contains("norm1.running_var holds a negative variance") == true)
    }

    @Test(arguments: [
        "conv1.weight", "conv1.bias", "norm1.weight", "norm1.running_mean", "dense1.weight", "dense1.bias",
    ])
    func weightsThatCouldOverflowAreRefused(name: String) throws {
        let model = try Self.model()
        let parameter = try #require(model.network.layout.parameters.first { $0.name == name })
        model.network.parameters[parameter.range.lowerBound] = -3e38
        #expect(Self.refusal(model.bytes())?.contains("could overflow") == true)
    }

    @Test func anotherSetOfTensorsIsRefused() throws {
        let good = try SafeTensors(try Self.model().bytes())
        func refusal(_ change: (inout SafeTensors) -> Void) -> String? {
            var file = good
            change(&file)
            return Self.refusal(file.bytes())
        }
        #expect(refusal { $0.tensors.removeLast() }?.contains("no tensor dense1.bias") == true)
        #expect(refusal { $0.tensors.removeFirst() }?.contains("no tensor conv1.weight") == true)
        let extra = SafeTensors.Tensor(shape: [1], values: [0])
        #expect(refusal { $0.tensors.append(("more", extra)) }?.contains("9 tensors") == true)
        #expect(refusal { $0.tensors[1] = ("conv1.bias", extra) }?.contains("has the shape [1], not [2]") == true)
        #expect(
            refusal { $0.tensors[0].tensor = .init(shape: [18], values: $0.tensors[0].tensor.values) }?
                .contains("has the shape [18], not [3, 3, 1, 2]") == true
        )
    }

    @Test(
        arguments: [
            ("format", nil, "no format digitd-1"), ("format", "pt", "no format digitd-1"),
            ("layers", nil, "ends the network"), ("layers", "dense 10; softmax", "no layer that digitd knows"),
            ("layers", "dense 11", "ends the network with 11"), ("loss", nil, "loss"), ("loss", "hinge", "loss"),
            ("input", nil, "28x28x1"), ("input", "32x32x3", "28x28x1"), ("input", "28x28x1xmore", "28x28x1"),
            ("layers", "dense 65536; dense 65536; dense 65536; dense 10", "tensor"),
            ("layers", "conv 4096 28x28 pad 27; conv 4096 1x1; dense 10", "too large"),
        ] as [(String, String?, String)]
    )
    func metadataThatMakesNoNetworkIsRefused(key: String, value: String?, reason: String) throws {
        var file = try SafeTensors(try Self.model().bytes())
        file.metadata[key] = value
        let refusal = Self.refusal(file.bytes())
        #expect(refusal?.contains(reason) == true, "\(refusal ?? "")")
    }

    @Test func randomChangesNeverCrashAndNeverGiveNumbersThatAreNone() throws {
        let bytes = try Self.model().bytes()
        let header = 8 + Int(bytes[0]) + Int(bytes[1]) << 8
        var generator = Xoshiro256(seed: 1)
        var accepted = 0
        for round in 0..<1500 {
            var changed = bytes
            for _ in 0...Int.random(in: 0..<4, using: &generator) {
                let end = round % 4 == 0 ? changed.count : min(header, changed.count)
                let place = Int.random(in: 0..<end, using: &generator)
                switch Int.random(in: 0..<5, using: &generator) {
                case 0: changed[place] ^= 1 << UInt8.random(in: 0..<8, using: &generator)
                case 1: changed[place] = UInt8.random(in: 0...255, using: &generator)
                case 2: changed[place] = UInt8(ascii: "9")
                case 3: changed.remove(at: place)
                default: changed.insert(UInt8.random(in: 32..<127, using: &generator), at: place)
                }
            }
            do {
                let file = try ModelFile(changed)
                accepted += 1
                #expect(file.network.parameters.values.allSatisfy { $0.isFinite } == true)
            } catch {
                #expect(!error.description.contains("\n"))
            }
        }
        // A change within a number is no error that a reader could see.
        #expect(accepted > 0 && accepted < 1000)
    }
}
