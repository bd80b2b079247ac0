import ArgumentParser

/// `digitd config …`: the settings. `digitd settings` is its older name.
struct ConfigCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "config",
        abstract: "Look at the settings.",
        subcommands: [ConfigShowCommand.self, ConfigCheckCommand.self],
        defaultSubcommand: ConfigShowCommand.self,
        aliases: ["settings"]
    )
}
