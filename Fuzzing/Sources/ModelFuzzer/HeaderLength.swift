/// The eight bytes in front of a safetensors header that say how long it is.
enum HeaderLength {
    /// `bytes` with the length of the JSON that stands there, where one comes to its end: a header that grew or shrank
    /// would else never be looked into.
    static func mended(_ bytes: [UInt8]) -> [UInt8] {
        guard bytes.count > 8, let length = end(of: bytes[8...]).map({ $0 - 8 }) else { return bytes }
        var bytes = bytes
        for index in 0..<8 { bytes[index] = UInt8(truncatingIfNeeded: length >> (8 * index)) }
        return bytes
    }

    /// The index behind the brace that closes the first one; nil where there is none.
    private static func end(of bytes: ArraySlice<UInt8>) -> Int? {
        var depth = 0
        var isInText = false
        var isEscaped = false
        for (index, byte) in zip(bytes.indices, bytes) {
            if isEscaped {
                isEscaped = false
                continue
            }
            switch byte {
            case UInt8(ascii: "\\"): isEscaped = isInText
            case UInt8(ascii: "\""): isInText.toggle()
            case UInt8(ascii: "{") where !isInText: depth += 1
            case UInt8(ascii: "}") where !isInText:
                depth -= 1
                if depth <= 0 { return index + 1 }
            default: break
            }
        }
        return nil
    }
}
