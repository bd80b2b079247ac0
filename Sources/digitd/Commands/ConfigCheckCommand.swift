import ArgumentParser

/// `digitd config check`: whether a settings file can be used.
struct ConfigCheckCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "check",
        abstract: "Check a settings file, and say everything that is wrong with it.",
        discussion: "Exit status: 0 it can be used; 2 it can't, each trouble in a line with its place and what to do."
    )

    @Argument(
        help: "The settings file (default: DIGITD_CONFIG, else \(SettingsLoader.installedFile)).",
        completion: .file(extensions: ["yaml"])
    )
    var file: String?

    @Option(help: ArgumentHelp("The same, as other commands take it.", valueName: "FILE"), completion: .file())
    var config: String?

    func validate() throws {
        guard file == nil || config == nil else { throw ValidationError("the settings file is named twice") }
    }

    func run() async throws {
        let named = file ?? config ?? SettingsLoader.fileNamed(in: ProcessEnvironment.variables)
        let path = named ?? SettingsLoader.installedFile
        let check = SettingsCheck(try text(of: path), file: path)
        for trouble in check.troubles { StandardError.write("digitd: error: \(trouble.error)\n") }
        guard check.troubles.isEmpty else { throw StatusError(status: .failed) }
        var output = StandardOutput()
        try output.write("\(path): in order, \(check.entries.count) of \(SettingsTable.all.count) settings given\n")
        try output.flush()
    }

    /// The text of the file, which must be there.
    private func text(of file: String) throws(Failure) -> String {
        var reason = "no such file"
        do throws(SettingsError) {
            if let text = try SettingsFile.text(at: file) { return text }
        } catch {
            guard case .unreadable(_, let given) = error else { throw Failure(error.description) }
            reason = given
        }
        throw Failure("settings file \(file) can't be read (\(reason)): name one that can be")
    }
}
