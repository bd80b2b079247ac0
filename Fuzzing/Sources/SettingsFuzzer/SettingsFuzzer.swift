import FuzzDriver

/// A settings file from anywhere.
@main enum SettingsFuzzer {
    static func main() {
        FuzzDriver.run { bytes in
            guard let text = String(validating: bytes, as: UTF8.self) else { return }
            guard let loaded = load(text) else { return }
            // What was accepted means the same when it is written out and read again.
            let again = SettingsText.effective(loaded)
            precondition(load(again)?.settings.daemon == loaded.settings.daemon, again)
        }
    }

    private static func load(_ text: String) -> LoadedSettings? {
        // Every trouble is told in one line.
        for trouble in SettingsCheck(text, file: "f").troubles {
            precondition(!trouble.error.description.contains("\n"), trouble.error.description)
        }
        return try? SettingsLoader(file: "f", contents: { _ in text }).load()
    }
}
