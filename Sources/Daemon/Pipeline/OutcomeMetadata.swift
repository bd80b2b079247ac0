import Logging
import Recognition

/// What the log line of one picture says.
enum OutcomeMetadata {
    /// - Parameters:
    ///   - id: what the file goes by.
    ///   - result: the path of its result below `results/`; nil where it has none. Said where it does
    ///     not follow from the file's.
    static func of(
        _ outcome: Outcome,
        file: String,
        id: String,
        result: String?,
        nanoseconds: Int64
    ) -> Logger.Metadata {
        var metadata: Logger.Metadata = [
            "file": .string(file), "id": .string(id), "ms": .string(milliseconds(nanoseconds)),
        ]
        if let result, result != file + ".json" { metadata["result"] = .string(result) }
        if let reading = outcome.reading {
            metadata["digit"] = .string(String(reading.digit))
            metadata["confidence"] = .string(thousandths(reading.confidence))
        }
        if let reason = outcome.reason { metadata["reason"] = .string(reason) }
        if case .rejected(let rejection) = outcome { metadata["message"] = .string(rejection.message) }
        return metadata
    }

    /// Nanoseconds as milliseconds with one decimal.
    static func milliseconds(_ nanoseconds: Int64) -> String {
        let tenths = max(0, nanoseconds) / 100_000
        return "\(tenths / 10).\(tenths % 10)"
    }

    /// A number from 0 to 1 with three decimals, rounded down so that only a certain one reads 1.000.
    static func thousandths(_ value: Float) -> String {
        let thousandths = Int(value * 1000)
        let digits = String(thousandths % 1000)
        return "\(thousandths / 1000)." + String(repeating: "0", count: 3 - digits.count) + digits
    }
}
