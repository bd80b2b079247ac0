import ArgumentParser

/// `digitd model …`: models there are.
struct ModelCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "model",
        abstract: "Look at models, compare them, choose one, go back to one, hand one on.",
        subcommands: [
            ModelShowCommand.self, ModelListCommand.self, ModelHistoryCommand.self, ModelActivateCommand.self,
            ModelRollbackCommand.self, ModelDiffCommand.self, ModelRebuildCommand.self, ModelExportCommand.self,
        ]
    )
}
