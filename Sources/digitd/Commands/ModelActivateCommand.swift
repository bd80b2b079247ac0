import ArgumentParser
import Recognition
import Spool
import Training

/// `digitd model activate`: which model a root's daemon reads with.
struct ModelActivateCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "activate",
        abstract: "Make a model the root's current one.",
        discussion: """
            A file from elsewhere, or a model that ships, is copied into models/ of the root first. The change is one \
            rename; a daemon that runs on the root takes it up within a second, between two batches.
            """
    )

    @OptionGroup var root: RootOptions

    @Argument(help: ArgumentHelp("A name in the root's models/, a file, or a name that ships.", valueName: "model"))
    var model: String

    func run() async throws {
        let loaded = try LoadedSettings.load(root)
        let lock = try RootLock.forModels(ofExisting: loaded)  // no cycle may end meanwhile
        defer { withExtendedLifetime(lock) {} }
        let name = try ModelStore(root: loaded.settings.daemon.root).choose(model)
        var output = StandardOutput()
        try output.write("\(name.visible) is now current\n")
        try output.flush()
    }
}
