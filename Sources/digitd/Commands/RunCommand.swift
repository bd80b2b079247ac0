import ArgumentParser
import Daemon
import Glibc
import Logging

/// `digitd run`: the daemon.
struct RunCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "run",
        abstract: "Read every picture dropped into the inbox, until SIGTERM or SIGINT.",
        discussion: """
            SIGHUP takes up the settings anew (see 'digitd reload').

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
        let folder = loaded.settings.daemon.root
        let log = Logger.standardError(loaded.settings)
        for stranger in SettingsLoader.strangers(in: ProcessEnvironment.variables) { log.warning("\(stranger)") }
        let reload: @Sendable () throws -> DaemonSetup = { try self.setup(self.reloaded(root: folder)) }
        let daemonRun = try DaemonRun(
            setup(loaded),
            once: once,
            processors: ProcessorCount.online,
            // At a terminal SIGHUP means that it has gone.
            reload: isatty(STDIN_FILENO) == 0 ? reload : nil
        )
        let summary = try await daemonRun.run()
        guard once else { return }
        if let outage = summary.outage { throw Failure("\(folder): the inbox was not emptied: \(outage)") }
        if summary.owed > 0 {
            let pictures = summary.owed == 1 ? "1 picture was" : "\(summary.owed) pictures were"
            throw Failure("\(pictures) read but can't leave the inbox: check its owner and rights")
        }
        if summary.unreadableFolders > 0 {
            let folders = summary.unreadableFolders == 1 ? "a folder" : "\(summary.unreadableFolders) folders"
            throw Failure("what lies in \(folders) of the inbox was not read or filed: check owner and rights")
        }
        if summary.rejected > 0 { throw StatusError(status: .someRejected) }
    }

    private func setup(_ loaded: LoadedSettings) -> DaemonSetup {
        DaemonSetup(
            loaded.settings.daemon,
            finetune: finetuneCommand(loaded),
            finetuneVariables: finetuneVariables(loaded),
            texts: loaded.texts,
            log: Logger.standardError(loaded.settings)
        )
    }

    /// The settings as they are now; the daemon keeps the root it has locked.
    private func reloaded(root folder: String) throws -> LoadedSettings {
        let loaded = try LoadedSettings.load(root, model, daemon)
        guard loaded.settings.daemon.root == folder else {
            throw Failure(
                "\(loaded.given["root"]?.place ?? "default"): 'root' can't change from \(folder) while the daemon runs: "
                    + "restart it"
            )
        }
        return loaded
    }

    /// The settings of the command line, which it can be given in no other way: it has fewer options.
    private func finetuneVariables(_ loaded: LoadedSettings) -> [String] {
        SettingsTable.all.compactMap { setting in
            guard let given = loaded.given[setting.key], given.place == setting.optionName else { return nil }
            return "\(setting.environmentName)=\(given.text)"
        }
    }

    /// This program again, for one cycle with the same settings.
    private func finetuneCommand(_ loaded: LoadedSettings) -> [String] {
        var command = ["/proc/self/exe", "finetune", "--root", loaded.settings.daemon.root]
        if let file = loaded.file { command += ["--config", file] }
        if let model = loaded.settings.daemon.model { command += ["--model", model] }
        return command
    }
}
