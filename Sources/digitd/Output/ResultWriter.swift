import Recognition

/// Turns results into text in one of the formats.
struct ResultWriter {
    /// The format.
    let format: ResultFormat
    /// Columns for the file's name in a table.
    let fileWidth: Int

    /// A writer; `files` are the names a table must have room for. Names past 60 columns push their row to the right.
    init(format: ResultFormat, files: some Sequence<String> = []) {
        self.format = format
        self.fileWidth = min(max(7, files.lazy.map { $0.visible.columns }.max() ?? 0), 60)
    }

    /// Appends what stands before the first result.
    func appendHeader(to text: inout [UInt8]) {
        switch format {
        case .table:
            text.append(line: "picture".padded(to: fileWidth) + "  digit  confidence  status")
        case .ndjson: break
        case .csv: text.append(line: DigitResult.csvColumns)
        }
    }

    /// Appends a result.
    func append(_ result: DigitResult, to text: inout [UInt8]) {
        switch format {
        case .table: text.append(line: tableRow(result))
        case .ndjson:
            result.encode(as: .line, into: &text)
            text.append(UInt8(ascii: "\n"))
        case .csv:
            result.encodeCSV(into: &text)
            text.append(UInt8(ascii: "\n"))
        }
    }

    private func tableRow(_ result: DigitResult) -> String {
        let digit = result.digit.map(String.init) ?? "-"
        let confidence = result.confidence.map { decimals(Double($0) * 100, 2) + " %" } ?? "-"
        var status = result.outcome.status.rawValue
        if let reason = result.outcome.reason { status += " (\(reason))" }
        if case .rejected(let rejection) = result.outcome { status += ": \(rejection.message.visible)" }
        return result.file.visible.padded(to: fileWidth) + "  " + digit.padded(leftTo: 5) + "  "
            + confidence.padded(leftTo: 10) + "  " + status
    }
}

extension [UInt8] {
    fileprivate mutating func append(line: String) {
        append(contentsOf: line.utf8)
        append(UInt8(ascii: "\n"))
    }
}

extension String {
    /// The text with control characters shown as `\u{1B}`, so that a file's name can't steer a terminal.
    var visible: String {
        // Most text is plain ASCII, and the categories of Unicode are a search each.
        if utf8.allSatisfy({ (0x20...0x7E).contains($0) }) { return self }
        let isControl = { (scalar: Unicode.Scalar) in
            scalar.properties.generalCategory == .control || scalar.properties.generalCategory == .lineSeparator
                || scalar.properties.generalCategory == .paragraphSeparator
        }
        guard unicodeScalars.contains(where: isControl) else { return self }
        return unicodeScalars.map { isControl($0) ? $0.escaped(asASCII: true) : String($0) }.joined()
    }
}
