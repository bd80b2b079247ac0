import ArgumentParser
import Recognition
import Spool
import Training

/// `digitd model rollback`: back to the model before.
struct ModelRollbackCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "rollback",
        abstract: "Go back to the parent of the root's current model.",
        discussion: """
            The parent may be the model that ships. No model is removed: 'digitd model activate' chooses the newer one \
            again.
            """
    )

    @OptionGroup var root: RootOptions

    func run() async throws {
        let loaded = try LoadedSettings.load(root)
        let lock = try RootLock.forModels(ofExisting: loaded)
        defer { withExtendedLifetime(lock) {} }
        var output = StandardOutput()
        switch try ModelStore(root: loaded.settings.daemon.root).rollBack() {
        case .own(let name): try output.write("\(name.visible) is now current\n")
        case .shipped: try output.write("the model that ships is in use again\n")
        }
        try output.flush()
    }
}
