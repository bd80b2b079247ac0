import ArgumentParser

/// `digitd model …`: models there are.
struct ModelCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "model",
        abstract: "Look at models, choose one, go back to one, hand one on.",
        subcommands: [
            ModelShowCommand.self, ModelListCommand.self, ModelHistoryCommand.self, ModelActivateCommand.self,
            ModelRollbackCommand.self, ModelExportCommand.self,
        ]
    )
}
