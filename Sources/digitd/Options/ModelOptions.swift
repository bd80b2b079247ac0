import ArgumentParser

/// Which model reads.
struct ModelOptions: SettingsOptionGroup {
    @Option(help: .setting("model"))
    var model: String?

    var values: [String: String?] { ["model": model] }
}
