import ArgumentParser

/// `digitd config show`: what is in force, and where it comes from.
struct ConfigShowCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "show",
        abstract: "Print the settings that are in force, each with where it comes from.",
        discussion: "What is printed is a settings file itself."
    )

    @OptionGroup var root: RootOptions
    @OptionGroup var model: ModelOptions
    @OptionGroup var daemon: DaemonOptions

    @Flag(help: "Print the settings file that ships: every setting explained, with its default.")
    var defaults = false

    @Flag(help: ArgumentHelp("Print the manual page of the settings file.", visibility: .hidden))
    var manual = false

    func run() async throws {
        var output = StandardOutput()
        if manual {
            try output.write(SettingsText.manualPage)
        } else if defaults {
            try output.write(SettingsText.shippedFile)
        } else {
            try output.write(SettingsText.effective(try LoadedSettings.load(root, model, daemon)))
            for stranger in SettingsLoader.strangers(in: ProcessEnvironment.variables) {
                StandardError.write("digitd: warning: \(stranger)\n")
            }
        }
        try output.flush()
    }
}
