import FoundationEssentials

/// The safetensors format: 8 bytes little-endian header length, a JSON header that names each tensor's type, shape and
/// place, then the numbers. Here all tensors are 32-bit floats.
///
/// Format: https://github.com/huggingface/safetensors (README, "Format").
public struct SafeTensors: Sendable {
    /// One tensor.
    public struct Tensor: Sendable {
        /// Sizes, outermost first.
        public let shape: [Int]
        /// The numbers, the last dimension fastest.
        public let values: [Float]

        /// A tensor of as many values as its shape says.
        public init(shape: [Int], values: [Float]) {
            precondition(shape.reduce(1, *) == values.count, "\(values.count) values for shape \(shape)")
            self.shape = shape
            self.values = values
        }
    }

    /// Names and tensors, in the order they are written.
    public var tensors: [(name: String, tensor: Tensor)]
    /// The strings of `__metadata__`.
    public var metadata: [String: String]

    /// A file in memory from its parts.
    public init(tensors: [(name: String, tensor: Tensor)], metadata: [String: String]) {
        self.tensors = tensors
        self.metadata = metadata
    }

    /// The largest header that is read, bytes: room for all that a model's notes say, and read in some seconds whatever it is.
    static let headerLimit = 64_000_000

    /// Where a tensor may end at most, bytes: more than any disk holds, and little enough to reckon with.
    static let offsetLimit = 1 << 50
}

// MARK: - Writing

extension SafeTensors {
    /// The file's bytes. The header is padded with spaces to a multiple of 8, tensors follow without gaps.
    public func bytes() -> [UInt8] {
        var entries: [String] = []
        if !metadata.isEmpty {
            let pairs = metadata.sorted { $0.key < $1.key }.map { "\(Self.quote($0.key)):\(Self.quote($0.value))" }
            entries.append("\"__metadata__\":{\(pairs.joined(separator: ","))}")
        }
        var offset = 0
        for (name, tensor) in tensors {
            let end = offset + tensor.values.count * 4
            let shape = tensor.shape.map(String.init).joined(separator: ",")
            entries.append(
                "\(Self.quote(name)):{\"dtype\":\"F32\",\"shape\":[\(shape)],\"data_offsets\":[\(offset),\(end)]}"
            )
            offset = end
        }
        var header = Array("{\(entries.joined(separator: ","))}".utf8)
        while header.count % 8 != 0 { header.append(UInt8(ascii: " ")) }
        var bytes: [UInt8] = []
        bytes.reserveCapacity(8 + header.count + offset)
        for shift in 0..<8 { bytes.append(UInt8(truncatingIfNeeded: header.count >> (8 * shift))) }
        bytes += header
        for (_, tensor) in tensors {
            for value in tensor.values {
                let bits = value.bitPattern
                bytes.append(UInt8(truncatingIfNeeded: bits))
                bytes.append(UInt8(truncatingIfNeeded: bits >> 8))
                bytes.append(UInt8(truncatingIfNeeded: bits >> 16))
                bytes.append(UInt8(truncatingIfNeeded: bits >> 24))
            }
        }
        return bytes
    }

    private static func quote(_ text: String) -> String {
        var quoted = "\""
        for scalar in text.unicodeScalars {
            switch scalar {
            case "\"": quoted += "\\\""
            case "\\": quoted += "\\\\"
            case "\n": quoted += "\\n"
            case "\t": quoted += "\\t"
            case "\r": quoted += "\\r"
            case _ where scalar.value < 0x20:
                let hex = String(scalar.value, radix: 16)
                quoted += "\\u" + String(repeating: "0", count: 4 - hex.count) + hex
            default: quoted.unicodeScalars.append(scalar)
            }
        }
        return quoted + "\""
    }
}

// MARK: - Reading

extension SafeTensors {
    /// Reads a file that may be anything: truncated, of another kind, with tensors that overlap or lie outside.
    ///
    /// - Throws: ``ModelFileError``, one line on what is wrong.
    public init(_ bytes: [UInt8]) throws(ModelFileError) {
        guard bytes.count >= 8 else { throw .malformed("it has \(bytes.count) bytes, too few for a header") }
        var length: UInt64 = 0
        for place in 0..<8 { length |= UInt64(bytes[place]) << (8 * place) }
        guard length <= Self.headerLimit, length >= 2 else { throw .malformed("its header claims \(length) bytes") }
        guard 8 + Int(length) <= bytes.count else {
            throw .truncated(expected: 8 + Int(length), found: bytes.count)
        }
        let dataStart = 8 + Int(length)
        let header: [String: HeaderEntry]
        do {
            header = try JSONDecoder().decode([String: HeaderEntry].self, from: Data(bytes[8..<dataStart]))
        } catch {
            throw .malformed("its header is no valid safetensors JSON")
        }
        // The decoder takes the first of two entries of a name, other programs the last.
        let pairs = header.values.reduce(header.count) { $0 + $1.pairs }
        guard Self.pairs(in: bytes[8..<dataStart]) == pairs else {
            throw .malformed("its header names something twice, or what no safetensors file has")
        }
        metadata = [:]
        var places: [(name: String, shape: [Int], range: Range<Int>)] = []
        for (name, entry) in header {
            switch entry {
            case .metadata(let strings): metadata = strings
            case .tensor(let dtype, let shape, let offsets):
                places.append((name, shape, try Self.place(name, dtype: dtype, shape: shape, offsets: offsets)))
            }
        }
        places.sort { ($0.range.lowerBound, $0.name) < ($1.range.lowerBound, $1.name) }
        var end = 0
        for place in places {
            guard place.range.lowerBound == end else {
                throw .malformed(
                    place.range.lowerBound < end
                        ? "tensor \(place.name.quotation) overlaps the one before it"
                        : "there is a gap before tensor \(place.name.quotation)"
                )
            }
            end = place.range.upperBound
        }
        guard dataStart + end == bytes.count else {
            guard dataStart + end < bytes.count else {
                throw .truncated(expected: dataStart + end, found: bytes.count)
            }
            throw .malformed("\(bytes.count - dataStart - end) bytes follow the last tensor")
        }
        tensors = places.map { place in
            (place.name, Tensor(shape: place.shape, values: Self.floats(bytes, dataStart, place.range)))
        }
    }

    private static func place(
        _ name: String,
        dtype: String,
        shape: [Int],
        offsets: [Int]
    ) throws(ModelFileError) -> Range<Int> {
        let tensor = "tensor \(name.quotation)", itsShape = "the shape \(shape.quotation)"
        guard dtype == "F32" else { throw .malformed("\(tensor) has type \(dtype.quotation), not F32") }
        guard offsets.count == 2, offsets[0] >= 0, offsets[1] >= offsets[0], offsets[1] <= Self.offsetLimit
        else {
            throw .malformed("\(tensor) has the offsets \(offsets.quotation)")
        }
        var count = 4
        for size in shape {
            let (product, overflow) = count.multipliedReportingOverflow(by: size)
            guard size >= 0, !overflow else { throw .malformed("\(tensor) has \(itsShape)") }
            count = product
        }
        guard count == offsets[1] - offsets[0] else {
            throw .malformed("\(tensor) of \(itsShape) has \(offsets[1] - offsets[0]) bytes")
        }
        return offsets[0]..<offsets[1]
    }

    private static func floats(_ bytes: [UInt8], _ start: Int, _ range: Range<Int>) -> [Float] {
        bytes.withUnsafeBytes { bytes in
            [Float](unsafeUninitializedCapacity: range.count / 4) { values, count in
                count = range.count / 4
                for place in 0..<count {
                    let bits = bytes.loadUnaligned(
                        fromByteOffset: start + range.lowerBound + 4 * place,
                        as: UInt32.self
                    )
                    values.initializeElement(at: place, to: Float(bitPattern: UInt32(littleEndian: bits)))
                }
            }
        }
    }

    /// The names with a value that valid JSON has at all depths: its colons outside of strings.
    private static func pairs(in json: ArraySlice<UInt8>) -> Int {
        var count = 0, isInString = false, isEscaped = false
        for byte in json {
            if isEscaped {
                isEscaped = false
            } else if byte == UInt8(ascii: "\"") {
                isInString.toggle()
            } else if isInString {
                isEscaped = byte == UInt8(ascii: "\\")
            } else if byte == UInt8(ascii: ":") {
                count += 1
            }
        }
        return count
    }

    /// A value of the header: a tensor's place, or the strings of `__metadata__`.
    private enum HeaderEntry: Decodable {
        case tensor(dtype: String, shape: [Int], offsets: [Int])
        case metadata([String: String])

        /// The names with a value in it.
        var pairs: Int {
            switch self {
            case .tensor: 3
            case .metadata(let strings): strings.count
            }
        }

        private enum Keys: String, CodingKey {
            case dtype, shape
            case offsets = "data_offsets"
        }

        init(from decoder: any Decoder) throws {
            if let place = decoder.codingPath.last, place.stringValue == "__metadata__" {
                self = .metadata(try decoder.singleValueContainer().decode([String: String].self))
            } else {
                let container = try decoder.container(keyedBy: Keys.self)
                self = .tensor(
                    dtype: try container.decode(String.self, forKey: .dtype),
                    shape: try container.decode([Int].self, forKey: .shape),
                    offsets: try container.decode([Int].self, forKey: .offsets)
                )
            }
        }
    }
}
