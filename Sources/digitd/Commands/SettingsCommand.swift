import ArgumentParser

/// `digitd settings`: what holds, and where it comes from.
struct SettingsCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "settings",
        abstract: "Print the settings that hold, each with where it comes from.",
        discussion: "What is printed is a settings file itself."
    )

    @OptionGroup var root: RootOptions
    @OptionGroup var model: ModelOptions
    @OptionGroup var daemon: DaemonOptions

    @Flag(help: "Print the settings file that ships: every setting explained, with its default.")
    var defaults = false

    func run() async throws {
        var output = StandardOutput()
        if defaults {
            try output.write(SettingsText.shippedFile)
        } else {
            try output.write(SettingsText.effective(try LoadedSettings.load(root, model, daemon)))
        }
        try output.flush()
    }
}
