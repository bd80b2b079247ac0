import ArgumentParser

/// `digitd config check`: whether a settings file can be used.
struct ConfigCheckCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "check",
        abstract: "Check a settings file, and say everything that is wrong with it.",
        discussion: "Exit status: 0 it can be used; 2 it can't, each trouble in a line with its place and what to do."
    )

    @Argument(help: "The settings file.", completion: .file(extensions: ["yaml"]))
    var file = SettingsLoader.installedFile

    func run() async throws {
        guard let text = try SettingsFile.text(at: file) else {
            throw SettingsError.unreadable(file: file, reason: "no such file")
        }
        let check = SettingsCheck(text, file: file)
        for trouble in check.troubles { StandardError.write("digitd: error: \(trouble.error)\n") }
        guard check.troubles.isEmpty else { throw StatusError(status: .failed) }
        var output = StandardOutput()
        try output.write("\(file): in order, \(check.entries.count) of \(SettingsTable.all.count) settings given\n")
        try output.flush()
    }
}
