/// The settings file: flat YAML, one `key: value` a line.
///
/// Understood are comments, blank lines, one `---` at the start, and values that are plain or in single or double
/// quotes. The rest of YAML (nesting, lists, anchors, text over several lines) has no meaning here and is refused with
/// the line's number: a file this accepts means the same to any YAML reader.
struct SettingsFile: Sendable {
    /// A value and where it stands.
    struct Entry: Sendable, Hashable {
        let value: String
        let line: Int
    }

    /// The values by name.
    let entries: [String: Entry]

    /// Reads `text`; `file` is its name for errors.
    init(_ text: String, file: String) throws(SettingsError) {
        var troubles: [SettingsTrouble] = []
        self.init(text, file: file, troubles: &troubles)
        if let first = troubles.first { throw first.error }
    }

    /// Reads `text` and goes on behind a line that can't be read; `troubles` takes in what was wrong.
    init(_ text: String, file: String, troubles: inout [SettingsTrouble]) {
        var entries: [String: Entry] = [:]
        var number = 0
        // A CRLF is one Character, and a newline.
        for rawLine in text.split(omittingEmptySubsequences: false, whereSeparator: \.isNewline) {
            number += 1
            do throws(SettingsError) {
                guard let (key, value) = try Self.entry(in: rawLine, file: file, line: number) else { continue }
                if let first = entries[key] {
                    throw .repeatedKey(file: file, line: number, key: key, firstLine: first.line)
                }
                entries[key] = Entry(value: value, line: number)
            } catch {
                troubles.append(SettingsTrouble(line: number, error: error))
            }
        }
        self.entries = entries
    }

    private static func entry(in rawLine: Substring, file: String, line: Int) throws(SettingsError) -> (
        key: String, value: String
    )? {
        guard rawLine.unicodeScalars.first != "\u{FEFF}" else {
            throw .badLine(file: file, line: line, reason: "begins with a byte-order mark: save the file without one")
        }
        let text = rawLine.drop { $0 == " " || $0 == "\t" }
        if text.isEmpty || text.first == "#" || (line == 1 && rawLine == "---") { return nil }
        guard text.startIndex == rawLine.startIndex else {
            throw .badLine(file: file, line: line, reason: "begins with space; settings are not nested: take it away")
        }
        let key = text.prefix { $0.isASCII && ($0.isLetter || $0.isNumber || $0 == "_" || $0 == "-") }
        var rest = text.dropFirst(key.count)
        guard !key.isEmpty, rest.first == ":" else {
            throw .badLine(file: file, line: line, reason: "'\(text)' is not 'key: value'")
        }
        rest = rest.dropFirst()
        guard rest.isEmpty || rest.first == " " || rest.first == "\t" else {
            throw .badLine(file: file, line: line, reason: "put a space after '\(key):'")
        }
        rest = rest.drop { $0 == " " || $0 == "\t" }
        guard let value = scalar(rest) else {
            throw .badLine(
                file: file,
                line: line,
                reason: "the value of '\(key)' is not plain text: put it in quotes, 'like this'"
            )
        }
        guard !value.isEmpty else {
            throw .badLine(
                file: file,
                line: line,
                reason: "'\(key)' has no value: give one, or take the line out for the default"
            )
        }
        return (String(key), value)
    }

    /// The value of a plain or quoted scalar with what may stand behind it; `nil` for other YAML.
    private static func scalar(_ text: Substring) -> String? {
        guard let first = text.first else { return "" }
        if first == "\"" || first == "'" { return quoted(text.dropFirst(), quote: first) }
        if first == "#" { return "" }
        // Characters that begin something other than a plain scalar in YAML.
        if "[]{}&*!|>%@`?,".contains(first) { return nil }
        if first == "-", text.count == 1 || text.dropFirst().first == " " { return nil }
        var value = text
        for index in text.indices where text[index] == "#" {
            let before = text[text.index(before: index)]
            if before == " " || before == "\t" {
                value = text[..<index]
                break
            }
        }
        while value.last == " " || value.last == "\t" { value = value.dropLast() }
        if value.contains(": ") || value.last == ":" || value.contains(" \t") { return nil }
        return String(value)
    }

    private static func quoted(_ text: Substring, quote: Character) -> String? {
        var value = ""
        var rest = text
        while let character = rest.popFirst() {
            if character == quote {
                if quote == "'", rest.first == "'" {  // '' is a quote within single quotes
                    value.append("'")
                    rest = rest.dropFirst()
                    continue
                }
                let behind = rest.drop { $0 == " " || $0 == "\t" }
                let isComment = behind.first == "#" && behind.startIndex != rest.startIndex
                return behind.isEmpty || isComment ? value : nil
            }
            if quote == "\"", character == "\\" {
                guard let escaped = rest.popFirst() else { return nil }
                switch escaped {
                case "\\", "\"", "/": value.append(escaped)
                case "t": value.append("\t")
                default: return nil
                }
                continue
            }
            value.append(character)
        }
        return nil
    }
}
