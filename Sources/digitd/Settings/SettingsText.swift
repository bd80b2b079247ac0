/// The settings as text for people: the file that ships, and the list in help.
enum SettingsText {
    /// The settings file that ships: every setting with its meaning, what it accepts and its default, commented out.
    static var shippedFile: String {
        var text = """
            # Settings of digitd. Every line that is commented out shows the default.
            # The command line (--settle-milliseconds N) goes over the environment (DIGITD_SETTLE_MILLISECONDS=N), which
            # goes over this file. One "key: value" a line; 'digitd settings' shows what holds and where it comes from.

            """
        for setting in SettingsTable.all {
            text += "\n# \(setting.meaning).\n# Accepts \(setting.accepts).\n#\(setting.key): \(setting.defaultText)\n"
        }
        return text
    }

    /// The settings that hold, as a settings file with where each comes from.
    static func effective(_ loaded: LoadedSettings) -> String {
        SettingsTable.all.map { setting in
            let given = loaded.given[setting.key]
            return "\(setting.key): \(quoted(given?.text ?? setting.defaultText))  # \(given?.place ?? "default")\n"
        }.joined()
    }

    /// How a value is written so that the settings file gives it back.
    private static func quoted(_ value: String) -> String {
        let isPlain = value.allSatisfy { $0.isASCII && ($0.isLetter || $0.isNumber || "/._-".contains($0)) }
        if isPlain, !value.isEmpty, value.first != "-" { return value }
        return "'" + value.map { $0 == "'" ? "''" : String($0) }.joined() + "'"
    }

    /// The list of settings for `digitd run --help`.
    static var helpList: String {
        let rows = SettingsTable.all.map { ($0.key, "default \($0.defaultText)") }
        let width = rows.map(\.0.count).max() ?? 0
        return rows.map { "  " + $0.0.padded(to: width + 2) + $0.1 }.joined(separator: "\n")
    }
}
