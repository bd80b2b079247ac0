internal import Crypto

/// The SHA-256 of a file's bytes.
public struct ContentHash: Sendable, Hashable {
    /// The 32 bytes of the hash, in order.
    private let bytes: SIMD32<UInt8>

    /// The hash of `content`.
    public init(of content: [UInt8]) {
        self.init(of: content.span.bytes)
    }

    /// The hash of bytes that lie in someone else's buffer.
    public init(of content: RawSpan) {
        var digester = Digester()
        digester.update(content)
        self = digester.finalize()
    }

    fileprivate init(_ digest: some Sequence<UInt8>) {
        var bytes = SIMD32<UInt8>()
        for (index, byte) in digest.enumerated() { bytes[index] = byte }
        self.bytes = bytes
    }

    /// The hash written as 64 hex digits of either case; `nil` for anything else.
    public init?(hex: String) {
        let digits = Array(hex.utf8)
        guard digits.count == 64 else { return nil }
        var bytes = SIMD32<UInt8>()
        for index in 0..<32 {
            guard let high = Self.value(ofHexDigit: digits[2 * index]),
                let low = Self.value(ofHexDigit: digits[2 * index + 1])
            else { return nil }
            bytes[index] = high << 4 | low
        }
        self.bytes = bytes
    }
}

extension ContentHash {
    /// Hashes content that arrives in parts.
    public struct Digester {
        private var state = SHA256()

        /// A digester that has seen nothing.
        public init() {}

        /// Takes the next part.
        public mutating func update(_ part: RawSpan) {
            part.withUnsafeBytes { state.update(bufferPointer: $0) }
        }

        /// The hash of all parts so far.
        public func finalize() -> ContentHash {
            ContentHash(state.finalize())
        }
    }
}

extension ContentHash: CustomStringConvertible {
    /// The 64 lower-case hex digits of the hash.
    public var hex: String { hex(bytes: 32) }

    /// The same as ASCII bytes.
    public var hexBytes: [UInt8] {
        var text: [UInt8] = []
        text.reserveCapacity(64)
        appendHex(to: &text)
        return text
    }

    /// The same as ``hex``.
    public var description: String { hex }

    /// The lower-case hex digits of the first bytes, two for each.
    func hex(bytes count: Int) -> String {
        var text: [UInt8] = []
        text.reserveCapacity(2 * count)
        appendHex(bytes: count, to: &text)
        return String(decoding: text, as: UTF8.self)
    }

    /// Appends the lower-case hex digits of the first bytes.
    func appendHex(bytes count: Int = 32, to text: inout [UInt8]) {
        for index in 0..<count {
            text.append(Self.hexDigit(bytes[index] >> 4))
            text.append(Self.hexDigit(bytes[index] & 15))
        }
    }

    private static func hexDigit(_ value: UInt8) -> UInt8 {
        value < 10 ? UInt8(ascii: "0") + value : UInt8(ascii: "a") + value - 10
    }

    private static func value(ofHexDigit digit: UInt8) -> UInt8? {
        switch digit {
        case UInt8(ascii: "0")...UInt8(ascii: "9"): digit - UInt8(ascii: "0")
        case UInt8(ascii: "a")...UInt8(ascii: "f"): digit - UInt8(ascii: "a") + 10
        case UInt8(ascii: "A")...UInt8(ascii: "F"): digit - UInt8(ascii: "A") + 10
        default: nil
        }
    }
}
