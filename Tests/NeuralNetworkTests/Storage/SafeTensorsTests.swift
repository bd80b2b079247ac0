import Testing

@testable import NeuralNetwork

@Suite("The safetensors format")
struct SafeTensorsTests {
    /// A file with this header and `count` bytes of data.
    private func file(_ header: String, data count: Int) -> [UInt8] {
        let length = header.utf8.count
        return (0..<8).map { UInt8(truncatingIfNeeded: length >> (8 * $0)) } + Array(header.utf8)
            + [UInt8](repeating: 0, count: count)
    }

    private func tensor(_ name: String, shape: String, offsets: String, type: String = "F32") -> String {
        "\"\(name)\":{\"dtype\":\"\(type)\",\"shape\":[\(shape)],\"data_offsets\":[\(offsets)]}"
    }

    /// What reading `bytes` throws, in words; fails if that is not one line.
    private func refusal(_ bytes: [UInt8]) -> String {
        let error = #expect(throws: ModelFileError.self) { try SafeTensors(bytes) }
        #expect(error?.description.contains("\n") == false)
        return error?.description ?? ""
    }

    @Test func readsTensorsInTheOrderOfTheirData() throws {
        let header =
            "{\(tensor("b", shape: "2", offsets: "4,12")),\(tensor("a", shape: "", offsets: "0,4")),"
            + "\"__metadata__\":{\"k\":\"v\"}}   "
        let read = try SafeTensors(file(header, data: 12))
        #expect(read.tensors.map(\.name) == ["a", "b"])
        #expect(read.tensors.map(\.tensor.shape) == [[], [2]])
        #expect(read.metadata == ["k": "v"])
    }

    @Test func numbersKeepEveryBit() throws {
        let values: [Float] = [0, -0.0, 1, .pi, .leastNonzeroMagnitude, -.greatestFiniteMagnitude, .infinity]
        let file = SafeTensors(tensors: [("x", .init(shape: [7], values: values))], metadata: [:])
        let read = try SafeTensors(file.bytes()).tensors[0].tensor.values
        #expect(read.map(\.bitPattern) == values.map(\.bitPattern))
    }

    /// Programs differ in which of two entries they take.
    @Test func whatIsNamedTwiceIsRefused() throws {
        let one = tensor("a", shape: "1", offsets: "0,4"), notes = "\"__metadata__\":{\"k\":\"\\\":\"}"
        #expect(try SafeTensors(file("{\(one),\(notes)}", data: 4)).metadata == ["k": "\":"])
        let double = notes.dropLast() + ",\"k\":\"w\"}"
        let extra = one.dropLast() + ",\"x\":0}"
        for header in ["\(one),\(one)", "\(one),\(double)", "\(notes),\(one),\(notes)", "\(extra)"] {
            #expect(refusal(file("{\(header)}", data: 4)).contains("names something twice"), "\(header)")
        }
    }

    @Test func aFileWithoutTensorsIsOne() throws {
        #expect(try SafeTensors(file("{}", data: 0)).tensors.isEmpty)
        #expect(try SafeTensors(SafeTensors(tensors: [], metadata: [:]).bytes()).tensors.isEmpty)
    }

    @Test(arguments: [
        ("0,4", "2,6", 6, "overlaps"), ("0,4", "8,12", 12, "gap"), ("4,8", "8,12", 12, "gap"),
        ("0,4", "0,4", 4, "overlaps"), ("0,4", "4,8", 9, "1 bytes follow"), ("0,4", "4,8", 7, "cut off"),
        ("0,4", "4,9", 9, "has 5 bytes"), ("0,4", "8,4", 8, "offsets [8, 4]"), ("0,4", "-4,0", 4, "offsets [-4, 0]"),
        ("0,4", "4", 8, "offsets [4]"), ("0,4", "4,8,12", 12, "offsets"), ("0,4", "4,8.5", 8, "JSON"),
        ("0,4", "4,99999999999999999999", 8, "JSON"),
        ("0,4", "4,9223372036854775807", 8, "offsets [4, 9223372036854775807]"),
    ])
    func placesThatDoNotFitAreRefused(first: String, second: String, data: Int, reason: String) {
        let header = "{\(tensor("a", shape: "1", offsets: first)),\(tensor("b", shape: "1", offsets: second))}"
        let refusal = refusal(file(header, data: data))
        #expect(refusal.contains(reason), "\(refusal)")
    }

    @Test(arguments: [
        ("-1", "0,4"), ("-1,-1", "0,4"), ("9223372036854775807", "0,4"), ("4611686018427387904,4", "0,0"),
        ("2305843009213693951", "0,9223372036854775804"), ("2147483648,2147483648", "0,4"), ("2", "0,4"),
        ("0", "0,4"), ("1,1,2", "0,4"), ("1e30", "0,4"), ("1.5", "0,4"), ("\"1\"", "0,4"), ("null", "0,4"),
    ])
    func shapesThatDoNotFitAreRefused(shape: String, offsets: String) {
        _ = refusal(file("{\(tensor("a", shape: shape, offsets: offsets))}", data: 4))
    }

    @Test(arguments: [
        "", "{", "[]", "null", "not JSON", "{\"a\":1}", "{\"a\":{}}", "{\"__metadata__\":{\"k\":1}}",
        "{\"__metadata__\":[]}", "{\"a\":{\"dtype\":\"F32\",\"shape\":[1]}}", "{\"a\":{\"dtype\":7,\"shape\":[]}}",
        "\u{0}{}",
    ])
    func headersThatAreNoneAreRefused(header: String) {
        #expect(refusal(file(header, data: 4)).contains("header"))
    }

    @Test func otherTypesOfNumbersAreRefused() {
        for type in ["F16", "BF16", "F64", "I32", "f32", ""] {
            let header = "{\(tensor("a", shape: "1", offsets: "0,4", type: type))}"
            #expect(refusal(file(header, data: 4)).contains("not F32"))
        }
    }

    @Test func headerLengthsBeyondTheFileAreRefused() {
        let good = file("{}", data: 0)
        for length: [UInt8] in [
            [3, 0, 0, 0, 0, 0, 0, 0], [0, 0, 0, 5, 0, 0, 0, 0], [0, 0, 0, 0, 0, 0, 0, 0x80],
            [255, 255, 255, 255, 255, 255, 255, 255], [255, 255, 255, 255, 255, 255, 255, 127],
            [0, 0, 0, 0, 0, 0, 0, 0],
        ] {
            _ = refusal(length + good[8...])
        }
    }

    @Test func deepNestingIsRefused() {
        let deep = String(repeating: "[", count: 100_000)
        #expect(refusal(file("{\"a\":\(deep)", data: 0)).contains("header"))
    }

    @Test func bytesThatAreNoTextAreRefused() {
        var bytes = file("{\"abcd\":1}", data: 0)
        bytes[10] = 0xFF
        bytes[11] = 0xC0
        #expect(refusal(bytes).contains("header"))
    }
}
