import Recognition

/// What the rolling file of all results is written in.
public enum RollupFormat: String, Sendable, Hashable, CaseIterable {
    /// There is no such file.
    case off
    /// A line of comma-separated values (RFC 4180) a result, in `results.csv`.
    case csv
    /// A result (schema 1) a line, in `results.ndjson`.
    case ndjson

    /// The file's name below the root.
    var fileName: String { "results.\(rawValue)" }

    /// What each file begins with.
    var header: [UInt8] {
        guard self == .csv else { return [] }
        return Array("\(DigitResult.csvColumns),reason,result,sha256,model_sha256,classified_at\n".utf8)
    }

    /// Appends the line of a result.
    func append(_ filed: FiledResult, to text: inout [UInt8]) {
        let result = filed.result
        switch self {
        case .off: return
        case .ndjson: result.encode(as: .line, into: &text)
        case .csv:
            result.encodeCSV(into: &text)
            let more = [
                result.outcome.reason ?? "", filed.path, result.sha256?.hex ?? "", result.model.sha256.hex,
                result.classifiedAt.description,
            ]
            for field in more {
                text.append(UInt8(ascii: ","))
                text.append(csvField: field)
            }
        }
        text.append(UInt8(ascii: "\n"))
    }
}
