import Foundation
import Testing

/// Checks results against the published schema: as much of JSON Schema (draft 2020-12) as that schema uses.
struct ResultSchema {
    private let schema: [String: Any]

    init() throws {
        let path = URL(filePath: #filePath).appending(path: "../../../../Documentation/result.schema.json").standardized
        schema = try #require(try JSONSerialization.jsonObject(with: Data(contentsOf: path)) as? [String: Any])
    }

    /// What is wrong with a result; empty where nothing is.
    func faults(_ result: Any) -> [String] { faults(result, schema, at: "result") }

    private func faults(_ value: Any, _ rule: Any, at place: String) -> [String] {
        if let isAllowed = rule as? Bool { return isAllowed ? [] : ["\(place) is not allowed"] }
        guard let rule = rule as? [String: Any] else { return ["no rule for \(place)"] }
        var faults: [String] = []
        for (keyword, rest) in rule {
            faults += check(value, keyword, rest, rule, place)
        }
        return faults
    }

    private func check(
        _ value: Any,
        _ keyword: String,
        _ rest: Any,
        _ rule: [String: Any],
        _ place: String
    ) -> [String] {
        let object = value as? [String: Any]
        let isFine: Bool
        switch keyword {
        case "$schema", "$id", "$defs", "title", "description", "then", "else": return []
        case "$ref":
            let name = (rest as? String ?? "").split(separator: "/").last.map(String.init) ?? ""
            return faults(value, (schema["$defs"] as? [String: Any])?[name] ?? false, at: place)
        case "type": isFine = Self.isOf(value, rest as? String ?? "")
        case "const": isFine = Self.areEqual(value, rest)
        case "enum": isFine = (rest as? [Any] ?? []).contains { Self.areEqual(value, $0) }
        case "minimum": isFine = (value as? NSNumber).map { $0.doubleValue >= (rest as? Double ?? .nan) } ?? true
        case "maximum": isFine = (value as? NSNumber).map { $0.doubleValue <= (rest as? Double ?? .nan) } ?? true
        case "minLength": isFine = (value as? String).map { $0.count >= (rest as? Int ?? .max) } ?? true
        case "minItems": isFine = (value as? [Any]).map { $0.count >= (rest as? Int ?? .max) } ?? true
        case "maxItems": isFine = (value as? [Any]).map { $0.count <= (rest as? Int ?? .min) } ?? true
        case "pattern":
            let pattern = rest as? String ?? ""
            isFine = (value as? String).map { $0.range(of: pattern, options: .regularExpression) != nil } ?? true
        case "required":
            let missing = (rest as? [String] ?? []).filter { object != nil && object?[$0] == nil }
            return missing.map { "\(place) has no \($0)" }
        case "properties":
            return (rest as? [String: Any] ?? [:]).flatMap { name, rule in
                object?[name].map { faults($0, rule, at: "\(place).\(name)") } ?? []
            }
        case "additionalProperties":
            let known = (rule["properties"] as? [String: Any] ?? [:]).keys
            return (object ?? [:]).keys.filter { !known.contains($0) }.map { "\(place).\($0) is unknown" }
        case "items": return (value as? [Any] ?? []).flatMap { faults($0, rest, at: "\(place)[]") }
        case "oneOf":
            let fits = (rest as? [Any] ?? []).filter { faults(value, $0, at: place).isEmpty }
            isFine = fits.count == 1
        case "if":
            let branch = faults(value, rest, at: place).isEmpty ? rule["then"] : rule["else"]
            return branch.map { faults(value, $0, at: place) } ?? []
        default: return ["the schema uses \(keyword), which is not checked here"]
        }
        return isFine ? [] : ["\(place): \(value) breaks \(keyword) \(rest)"]
    }

    private static func isOf(_ value: Any, _ type: String) -> Bool {
        switch type {
        case "object": value is [String: Any]
        case "array": value is [Any]
        case "string": value is String
        case "integer": (value as? NSNumber).map { $0.doubleValue == $0.doubleValue.rounded() } ?? false
        case "number": value is NSNumber
        case "boolean": value is Bool
        default: false
        }
    }

    private static func areEqual(_ one: Any, _ other: Any) -> Bool {
        (one as? NSObject) == (other as? NSObject)
    }
}
