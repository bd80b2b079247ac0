extension DigitResult {
    /// The names of the columns that ``encodeCSV(into:)`` writes.
    public static let csvColumns = "file,status,digit,confidence"

    /// Appends the result as fields of RFC 4180 with commas between them, without a line end.
    public func encodeCSV(into text: inout [UInt8]) {
        text.append(csvField: file)
        text.append(UInt8(ascii: ","))
        text.append(contentsOf: outcome.status.rawValue.utf8)
        text.append(UInt8(ascii: ","))
        if let digit { text.append(decimal: digit) }
        text.append(UInt8(ascii: ","))
        if let confidence { text.append(number: Double(confidence), decimals: 6) }
    }
}

extension [UInt8] {
    /// Appends text as a field of RFC 4180: in quotes where it has a comma, a quote or a line break.
    public mutating func append(csvField text: String) {
        let special: [UInt8] = [UInt8(ascii: ","), UInt8(ascii: "\""), UInt8(ascii: "\n"), UInt8(ascii: "\r")]
        guard text.utf8.contains(where: special.contains) else { return append(contentsOf: text.utf8) }
        append(UInt8(ascii: "\""))
        for byte in text.utf8 {
            if byte == UInt8(ascii: "\"") { append(byte) }
            append(byte)
        }
        append(UInt8(ascii: "\""))
    }
}
