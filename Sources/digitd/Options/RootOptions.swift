import ArgumentParser

/// Where the settings are.
struct ConfigOptions: ParsableArguments {
    @Option(
        help: ArgumentHelp(
            "The settings file (default: DIGITD_CONFIG, else \(SettingsLoader.installedFile) where it exists).",
            valueName: "FILE"
        )
    )
    var config: String?
}

/// Where the daemon's folders and its settings are.
struct RootOptions: SettingsOptionGroup {
    @OptionGroup var file: ConfigOptions

    @Option(help: .setting("root"))
    var root: String?

    var values: [String: String?] { ["root": root] }
}
