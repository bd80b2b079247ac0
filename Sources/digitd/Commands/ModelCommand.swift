import ArgumentParser

/// `digitd model …`: models there are.
struct ModelCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "model",
        abstract: "Look at models.",
        subcommands: [ModelShowCommand.self, ModelListCommand.self]
    )
}
