/// The pieces of JSON a result is made of, appended to UTF-8 bytes. No Foundation, no allocation but the text's own.
extension [UInt8] {
    /// Appends the characters of `text` as they are.
    mutating func append(raw text: StaticString) {
        text.withUTF8Buffer { append(contentsOf: $0) }
    }

    /// Appends a JSON string with its quotes, escaped by RFC 8259 section 7: `"`, `\` and what is below U+0020.
    mutating func append(jsonString text: String) {
        append(UInt8(ascii: "\""))
        for byte in text.utf8 {
            switch byte {
            case UInt8(ascii: "\""): append(raw: #"\""#)
            case UInt8(ascii: "\\"): append(raw: #"\\"#)
            case UInt8(ascii: "\n"): append(raw: #"\n"#)
            case UInt8(ascii: "\r"): append(raw: #"\r"#)
            case UInt8(ascii: "\t"): append(raw: #"\t"#)
            case 0..<0x20:
                append(raw: #"\u00"#)
                append(byte < 16 ? UInt8(ascii: "0") : UInt8(ascii: "1"))
                append(byte & 15 < 10 ? UInt8(ascii: "0") + byte & 15 : UInt8(ascii: "a") + byte & 15 - 10)
            default: append(byte)
            }
        }
        append(UInt8(ascii: "\""))
    }

    /// Appends a whole number in decimal.
    mutating func append(decimal number: Int) {
        if number < 0 { append(UInt8(ascii: "-")) }
        appendDecimal(UInt64(number.magnitude), digits: 1)
    }

    /// Appends a number from 0 to 10⁹ with a fixed number of decimals, rounded; what lies beyond is brought to the nearer
    /// end, so that no measure stops the daemon.
    mutating func append(number: Double, decimals: Int) {
        precondition((1...9).contains(decimals), "\(decimals) decimals")
        let number = number >= 0 ? Swift.min(number, 1e9) : 0  // NaN too
        var power: UInt64 = 1
        for _ in 0..<decimals { power *= 10 }
        let scaled = UInt64((number * Double(power)).rounded())
        appendDecimal(scaled / power, digits: 1)
        append(UInt8(ascii: "."))
        appendDecimal(scaled % power, digits: decimals)
    }

    /// Appends `number` in decimal, with zeros before it up to `digits` digits.
    mutating func appendDecimal(_ number: UInt64, digits: Int) {
        let start = count
        var rest = number
        repeat {
            append(UInt8(ascii: "0") + UInt8(rest % 10))
            rest /= 10
        } while rest > 0
        while count - start < digits { append(UInt8(ascii: "0")) }
        // Reversing a slice would copy the array.
        var (low, high) = (start, count - 1)
        while low < high {
            swapAt(low, high)
            (low, high) = (low + 1, high - 1)
        }
    }

    /// Appends a probability with 6 to 9 decimals, correctly rounded to 9 (half to even), zeros past the 6th left out.
    ///
    /// Nine decimals keep apart any two `Float`s above 1/16, whose distance is at least 2⁻²⁷ > 7·10⁻⁹: so the largest
    /// of ten probabilities is the largest as written too. The product `p · 10⁹` is exact in `Double`, as `p` has 24
    /// significant bits and 10⁹ = 2⁹ · 1,953,125 has 21: so the rounding is that of the true value.
    mutating func append(probability: Float) {
        precondition(probability >= 0 && probability <= 1, "\(probability) is no probability")
        let billionths = UInt64((Double(probability) * 1e9).rounded(.toNearestOrEven))
        append(UInt8(ascii: "0") + UInt8(billionths / 1_000_000_000))
        append(UInt8(ascii: "."))
        let decimals = billionths % 1_000_000_000
        if decimals % 1000 == 0 {
            appendDecimal(decimals / 1000, digits: 6)
        } else if decimals % 100 == 0 {
            appendDecimal(decimals / 100, digits: 7)
        } else if decimals % 10 == 0 {
            appendDecimal(decimals / 10, digits: 8)
        } else {
            appendDecimal(decimals, digits: 9)
        }
    }
}

extension String {
    /// The text as a string of JSON, with its quotes.
    public var jsonQuoted: String {
        var bytes: [UInt8] = []
        bytes.append(jsonString: self)
        return String(decoding: bytes, as: UTF8.self)
    }
}
