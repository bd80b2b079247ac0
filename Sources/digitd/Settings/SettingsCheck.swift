/// Something wrong with a settings file, and the line it stands in.
struct SettingsTrouble: Sendable, Hashable {
    let line: Int
    let error: SettingsError
}

/// A settings file and everything that is wrong with it: lines that are no settings, names nobody knows, values that are
/// not accepted.
struct SettingsCheck: Sendable {
    /// The values by name.
    let entries: [String: SettingsFile.Entry]
    /// What is wrong, in the order of the lines.
    let troubles: [SettingsTrouble]

    /// Checks `text`; `file` is its name for errors.
    init(_ text: String, file: String) {
        var troubles: [SettingsTrouble] = []
        entries = SettingsFile(text, file: file, troubles: &troubles).entries
        for (key, entry) in entries {
            let place = "\(file):\(entry.line)"
            let error: SettingsError
            if let setting = SettingsTable.setting(key) {
                var settings = Settings()
                if setting.apply(entry.value, &settings) { continue }
                error = .badValue(place: place, key: key, value: entry.value, accepts: setting.accepts)
            } else {
                error = .unknownKey(place: place, key: key, nearest: SettingsTable.nearest(to: key))
            }
            troubles.append(SettingsTrouble(line: entry.line, error: error))
        }
        self.troubles = troubles.sorted { $0.line < $1.line }
    }
}
