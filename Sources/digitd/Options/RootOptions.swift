import ArgumentParser

/// Where the daemon's folders and its settings are.
struct RootOptions: SettingsOptionGroup {
    @Option(
        help: ArgumentHelp(
            "The settings file (default: DIGITD_CONFIG, else \(SettingsLoader.installedFile) where it exists).",
            valueName: "FILE"
        )
    )
    var config: String?

    @Option(help: .setting("root"))
    var root: String?

    var values: [String: String?] { ["root": root] }
}
