extension DigitResult {
    /// How the JSON is laid out.
    public enum Layout: Sendable {
        /// One line, without a newline at the end: for `ndjson`.
        case line
        /// A line for each member of the object and a newline at the end: for files that people open.
        case readable
    }

    /// The result as JSON in UTF-8, by schema 1.
    public func encoded(as layout: Layout = .readable) -> [UInt8] {
        var text: [UInt8] = []
        text.reserveCapacity(1024)
        encode(as: layout, into: &text)
        return text
    }

    /// Appends the result as JSON in UTF-8, by schema 1. A buffer kept between results saves the allocation.
    public func encode(as layout: Layout = .readable, into text: inout [UInt8]) {
        var object = MemberWriter(layout: layout)
        object.begin("schema", in: &text)
        text.append(decimal: Self.schema)
        object.begin("file", in: &text)
        text.append(jsonString: file)
        if let sha256 {
            object.begin("sha256", in: &text)
            text.append(quotedHexOf: sha256)
        }
        if let duplicateOf {
            object.begin("duplicate_of", in: &text)
            text.append(jsonString: duplicateOf)
        }
        object.begin("status", in: &text)
        text.append(jsonString: outcome.status.rawValue)
        encodeOutcome(in: &object, into: &text)
        if let image {
            object.begin("image", in: &text)
            text.append(raw: #"{"width": "#)
            text.append(decimal: image.width)
            text.append(raw: #", "height": "#)
            text.append(decimal: image.height)
            text.append(raw: "}")
        }
        if let ink {
            object.begin("explanation", in: &text)
            text.append(explanation: ink, of: outcome.reading)
        }
        object.begin("model", in: &text)
        text.append(raw: #"{"name": "#)
        text.append(jsonString: model.name)
        text.append(raw: #", "sha256": "#)
        text.append(quotedHexOf: model.sha256)
        text.append(raw: "}")
        object.begin("classified_at", in: &text)
        text.append(UInt8(ascii: "\""))
        classifiedAt.appendRFC3339(to: &text)
        text.append(UInt8(ascii: "\""))
        object.end(in: &text)
    }

    private func encodeOutcome(in object: inout MemberWriter, into text: inout [UInt8]) {
        switch outcome {
        case .classified: break
        case .uncertain, .blank:
            object.begin("reason", in: &text)
            text.append(jsonString: outcome.reason ?? "")
        case .rejected(let rejection):
            object.begin("error", in: &text)
            text.append(raw: #"{"code": "#)
            text.append(jsonString: rejection.code.rawValue)
            text.append(raw: #", "message": "#)
            text.append(jsonString: rejection.message)
            text.append(raw: "}")
        }
        guard let reading = outcome.reading else { return }
        object.begin("digit", in: &text)
        text.append(decimal: reading.digit)
        object.begin("confidence", in: &text)
        text.append(probability: reading.confidence)
        object.begin("probabilities", in: &text)
        text.append(raw: "[")
        for digit in reading.probabilities.indices {
            if digit > 0 { text.append(raw: ", ") }
            text.append(probability: reading.probabilities[digit])
        }
        text.append(raw: "]")
    }
}

/// Writes what stands between the members of an object.
private struct MemberWriter {
    let layout: DigitResult.Layout
    var isFirst = true

    mutating func begin(_ name: StaticString, in text: inout [UInt8]) {
        switch (layout, isFirst) {
        case (.line, true): text.append(raw: "{\"")
        case (.line, false): text.append(raw: ", \"")
        case (.readable, true): text.append(raw: "{\n  \"")
        case (.readable, false): text.append(raw: ",\n  \"")
        }
        isFirst = false
        text.append(raw: name)
        text.append(raw: "\": ")
    }

    func end(in text: inout [UInt8]) {
        switch layout {
        case .line: text.append(raw: "}")
        case .readable: text.append(raw: "\n}\n")
        }
    }
}

extension [UInt8] {
    fileprivate mutating func append(quotedHexOf hash: ContentHash) {
        append(UInt8(ascii: "\""))
        hash.appendHex(to: &self)
        append(UInt8(ascii: "\""))
    }
}
