import Daemon

/// One thing a person can set: its name, what it accepts, what it means, and where it goes.
///
/// The name is written `settle_milliseconds` in the settings file, `DIGITD_SETTLE_MILLISECONDS` in the environment and
/// `--settle-milliseconds` on the command line. ``SettingsTable/all`` lists them.
struct Setting: Sendable {
    /// The name in the settings file.
    let key: String
    /// What stands for the value in help: `N`, `DIR`, …
    let placeholder: String
    /// What it means, in one line without a full stop.
    let meaning: String
    /// The default, as it would be written in the settings file.
    let defaultText: String
    /// What it accepts, for people: `1 to 4096`, `move or delete`.
    let accepts: String
    /// Puts the text's value into the settings; `false` where the text is none of what it accepts.
    let apply: @Sendable (String, inout Settings) -> Bool
}

extension Setting {
    /// What the names of all environment variables begin with.
    static let environmentPrefix = "DIGITD_"

    /// The name of the environment variable.
    var environmentName: String { Self.environmentPrefix + key.uppercased() }

    /// The option on the command line.
    var optionName: String { "--" + key.map { $0 == "_" ? "-" : String($0) }.joined() }
}

extension Setting {
    /// A setting whose value is one of an enumeration's words.
    static func choice<Choice: RawRepresentable & CaseIterable & Sendable>(
        _ key: String,
        _ path: any WritableKeyPath<Settings, Choice> & Sendable,
        meaning: String
    ) -> Setting where Choice.RawValue == String {
        let words = Choice.allCases.map(\.rawValue)
        return Setting(
            key: key,
            placeholder: words.joined(separator: "|"),
            meaning: meaning,
            defaultText: Settings()[keyPath: path].rawValue,
            accepts: words.count == 1 ? words[0] : words.dropLast().joined(separator: ", ") + " or " + words.last!
        ) { text, settings in
            guard let value = Choice(rawValue: text) else { return false }
            settings[keyPath: path] = value
            return true
        }
    }

    /// A setting that says how long files are kept.
    static func retention(
        _ key: String,
        _ path: any WritableKeyPath<Settings, RetentionRule> & Sendable,
        meaning: String
    ) -> Setting {
        Setting(
            key: key,
            placeholder: "RULE",
            meaning: meaning,
            defaultText: "all",
            accepts: RetentionRule.accepts
        ) { text, settings in
            guard let rule = RetentionRule(text) else { return false }
            settings[keyPath: path] = rule
            return true
        }
    }

    /// A setting whose value is a whole number of a range; `unit` is what it counts, in the plural.
    static func number(
        _ key: String,
        _ range: ClosedRange<Int>,
        unit: String? = nil,
        meaning: String,
        read: (Settings) -> Int,
        write: @escaping @Sendable (Int, inout Settings) -> Void
    ) -> Setting {
        Setting(
            key: key,
            placeholder: "N",
            meaning: meaning,
            defaultText: String(read(Settings())),
            accepts: "a whole number \(unit.map { "of \($0) " } ?? "")from \(range.lowerBound) to \(range.upperBound)"
        ) { text, settings in
            guard let value = Int(text), range.contains(value) else { return false }
            write(value, &settings)
            return true
        }
    }
}
