/// A protobuf message taken apart, independently of how the project writes one: its fields in order, each a number and
/// a value.
struct ProtobufFields {
    enum Value: Equatable {
        case varint(UInt64)
        case fixed32(UInt32)
        case bytes([UInt8])
    }

    /// What is wrong with bytes that are no message.
    struct Malformed: Error {}

    private(set) var fields: [(number: Int, value: Value)] = []

    init(_ bytes: [UInt8]) throws(Malformed) {
        var rest = bytes[...]
        func varint() throws(Malformed) -> UInt64 {
            var value: UInt64 = 0
            for shift in stride(from: UInt64(0), to: 64, by: 7) {
                guard let byte = rest.popFirst() else { throw Malformed() }
                value |= UInt64(byte & 0x7F) << shift
                if byte < 0x80 { return value }
            }
            throw Malformed()
        }
        func take(_ count: Int) throws(Malformed) -> [UInt8] {
            guard rest.count >= count else { throw Malformed() }
            defer { rest = rest.dropFirst(count) }
            return Array(rest.prefix(count))
        }
        while !rest.isEmpty {
            let tag = try varint()
            let value: Value
            switch tag & 7 {
            case 0: value = .varint(try varint())
            case 2: value = .bytes(try take(Int(try varint())))
            case 5: value = .fixed32(try take(4).reversed().reduce(0) { $0 << 8 | UInt32($1) })
            default: throw Malformed()
            }
            fields.append((Int(tag >> 3), value))
        }
    }

    /// The numbers of the fields that occur.
    var numbers: Set<Int> { Set(fields.map(\.number)) }

    /// The whole numbers of a field.
    func integers(_ number: Int) -> [Int] {
        fields.compactMap { field in
            guard case .varint(let value) = field.value, field.number == number else { return nil }
            return Int(Int64(bitPattern: value))
        }
    }

    /// The texts of a field.
    func texts(_ number: Int) -> [String] {
        bytes(number).map { String(decoding: $0, as: UTF8.self) }
    }

    /// The messages of a field.
    func messages(_ number: Int) throws(Malformed) -> [ProtobufFields] {
        var messages: [ProtobufFields] = []
        for bytes in bytes(number) { messages.append(try ProtobufFields(bytes)) }
        return messages
    }

    /// The bytes of a field.
    func bytes(_ number: Int) -> [[UInt8]] {
        fields.compactMap { field in
            if case .bytes(let bytes) = field.value, field.number == number { bytes } else { nil }
        }
    }

    /// The floats of a field of one float each.
    func floats(_ number: Int) -> [Float] {
        fields.compactMap { field in
            if case .fixed32(let bits) = field.value, field.number == number { Float(bitPattern: bits) } else { nil }
        }
    }
}
