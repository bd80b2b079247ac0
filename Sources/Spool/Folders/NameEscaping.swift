/// Names of files as text: bytes that are not UTF-8 are percent-escaped (`%FF`), the rest stays as it is.
public enum NameEscaping {
    /// The name as UTF-8 bytes; the very same bytes where they are UTF-8 already.
    public static func escape(_ name: [UInt8]) -> [UInt8] {
        if isASCII(name) { return name }
        var text: [UInt8] = []
        text.reserveCapacity(name.count + 16)
        var index = 0
        while index < name.count {
            let length = wellFormedLength(name, at: index)
            if length > 0 {
                text.append(contentsOf: name[index..<(index + length)])
                index += length
            } else {
                text.append(UInt8(ascii: "%"))
                text.append(hexDigit(name[index] >> 4))
                text.append(hexDigit(name[index] & 15))
                index += 1
            }
        }
        return text
    }

    /// The bytes a text stands for, where every `%` in it came from `escape`.
    static func unescape(_ text: [UInt8]) -> [UInt8] {
        guard text.contains(UInt8(ascii: "%")) else { return text }
        var name: [UInt8] = []
        var index = 0
        while index < text.count {
            if text[index] == UInt8(ascii: "%"), index + 2 < text.count,
                let byte = UInt8(String(decoding: text[(index + 1)...(index + 2)], as: UTF8.self), radix: 16),
                byte >= 0x80
            {
                name.append(byte)
                index += 3
            } else {
                name.append(text[index])
                index += 1
            }
        }
        return name
    }

    /// The name as a string, for logs and JSON.
    public static func text(_ name: [UInt8]) -> String {
        String(decoding: escape(name), as: UTF8.self)
    }

    /// How many bytes the name has once escaped.
    static func escapedCount(_ name: some Collection<UInt8>) -> Int {
        let bytes = Array(name)
        return isASCII(bytes) ? bytes.count : escape(bytes).count
    }

    @inline(__always)
    private static func isASCII(_ name: [UInt8]) -> Bool {
        var all: UInt8 = 0
        for byte in name { all |= byte }
        return all < 0x80
    }

    private static func hexDigit(_ value: UInt8) -> UInt8 {
        value < 10 ? UInt8(ascii: "0") + value : UInt8(ascii: "A") + value - 10
    }

    /// The length of the well-formed UTF-8 sequence at `index` (Unicode 15, table 3-7); 0 where there is none.
    static func wellFormedLength(_ bytes: [UInt8], at index: Int) -> Int {
        let first = bytes[index]
        if first < 0x80 { return 1 }
        let (length, second): (Int, ClosedRange<UInt8>) =
            switch first {
            case 0xC2...0xDF: (2, 0x80...0xBF)
            case 0xE0: (3, 0xA0...0xBF)
            case 0xE1...0xEC, 0xEE...0xEF: (3, 0x80...0xBF)
            case 0xED: (3, 0x80...0x9F)
            case 0xF0: (4, 0x90...0xBF)
            case 0xF1...0xF3: (4, 0x80...0xBF)
            case 0xF4: (4, 0x80...0x8F)
            default: (0, 0x80...0xBF)
            }
        guard length > 0, index + length <= bytes.count, second.contains(bytes[index + 1]) else { return 0 }
        for offset in 2..<max(length, 2) where bytes[index + offset] & 0xC0 != 0x80 { return 0 }
        return length
    }
}
