/// A message in the protobuf wire format, field by field: a tag (the field's number and how its value is written), then
/// the value.
///
/// Format: https://protobuf.dev/programming-guides/encoding. Only what ONNX needs is here: varints, 32-bit floats, and
/// whatever is written with its length before it (text, bytes, other messages).
struct ProtobufMessage {
    /// How a value is written, the lower three bits of a tag.
    private enum WireType: UInt64 {
        case varint = 0
        case lengthDelimited = 2
        case fixed32 = 5
    }

    /// The message so far.
    private(set) var bytes: [UInt8] = []

    /// Adds a whole number; a negative one takes ten bytes.
    mutating func add(_ field: Int, _ value: Int) {
        tag(field, .varint)
        varint(UInt64(bitPattern: Int64(value)))
    }

    /// Adds a 32-bit float.
    mutating func add(_ field: Int, _ value: Float) {
        tag(field, .fixed32)
        append(value)
    }

    /// Adds text.
    mutating func add(_ field: Int, _ text: String) {
        add(field, bytes: Array(text.utf8))
    }

    /// Adds a message within this one.
    mutating func add(_ field: Int, _ message: ProtobufMessage) {
        add(field, bytes: message.bytes)
    }

    /// Adds floats as raw bytes, little-endian, as the `raw_data` of a tensor holds them.
    mutating func add(_ field: Int, raw values: [Float]) {
        tag(field, .lengthDelimited)
        varint(UInt64(4 * values.count))
        bytes.reserveCapacity(bytes.count + 4 * values.count)
        for value in values { append(value) }
    }

    private mutating func add(_ field: Int, bytes value: [UInt8]) {
        tag(field, .lengthDelimited)
        varint(UInt64(value.count))
        bytes += value
    }

    private mutating func tag(_ field: Int, _ type: WireType) {
        precondition(field > 0, "field \(field)")
        varint(UInt64(field) << 3 | type.rawValue)
    }

    /// Seven bits a byte, the lowest first; all bytes but the last have their top bit set.
    private mutating func varint(_ value: UInt64) {
        var rest = value
        while rest >= 0x80 {
            bytes.append(UInt8(truncatingIfNeeded: rest) | 0x80)
            rest >>= 7
        }
        bytes.append(UInt8(rest))
    }

    private mutating func append(_ value: Float) {
        for shift in stride(from: 0, to: 32, by: 8) {
            bytes.append(UInt8(truncatingIfNeeded: value.bitPattern >> UInt32(shift)))
        }
    }
}
