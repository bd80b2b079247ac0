import ArgumentParser
import Daemon
import Logging

/// `digitd run`: the daemon.
struct RunCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "run",
        abstract: "Read every picture dropped into the inbox, until SIGTERM or SIGINT.",
        discussion: """
            Settings (command line over DIGITD_… in the environment over the settings file over defaults):
            \(SettingsText.helpList)
            """
    )

    @OptionGroup var root: RootOptions
    @OptionGroup var model: ModelOptions
    @OptionGroup var daemon: DaemonOptions

    @Flag(help: "Take every file in the inbox as complete, judge it as it lies, and end when the inbox is empty.")
    var once = false

    func run() async throws {
        let loaded = try LoadedSettings.load(root, model, daemon)
        let session = try DaemonSession(
            loaded.settings.daemon,
            once: once,
            finetune: finetuneCommand(loaded),
            processors: ProcessorCount.online,
            log: Logger.standardError(loaded.settings)
        )
        let summary = try await session.run()
        guard once else { return }
        if summary.owed > 0 {
            throw Failure("\(summary.owed) pictures were read but can't leave the inbox: check its owner and rights")
        }
        if summary.counts.rejected > 0 { throw StatusError(status: .someRejected) }
    }

    /// This program again, for one cycle with the same settings.
    private func finetuneCommand(_ loaded: LoadedSettings) -> [String] {
        var command = ["/proc/self/exe", "finetune", "--root", loaded.settings.daemon.root]
        if let file = loaded.file { command += ["--config", file] }
        if let model = loaded.settings.daemon.model { command += ["--model", model] }
        return command
    }
}
