import ArgumentParser
import Daemon

/// `digitd reload`: has the daemon take up its settings anew.
struct ReloadCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "reload",
        abstract: "Have the daemon that works on the root take up its settings anew, and wait until it has.",
        discussion: """
            The daemon checks them first. Where one can't be used, those in force stay, and this ends with status 2 \
            and the reason. All settings but root can change; a fine-tune cycle under way is begun again later.
            """
    )

    @OptionGroup var root: RootOptions

    func run() async throws {
        let loaded = try LoadedSettings.load(root)
        try loaded.expectRoot()
        try await ReloadRequest(root: loaded.settings.daemon.root).send()
    }
}
