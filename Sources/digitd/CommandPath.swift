import ArgumentParser

/// The command that the words of a command line lead to.
struct CommandPath {
    /// The program's name and those of the commands, as they are written one after the other.
    private(set) var names: String
    /// The word where a command should be named that is none.
    private(set) var stranger: String?
    /// The command most like it, if any is like it.
    private(set) var nearest: String?

    /// Follows `arguments`, without the program's name, from command to subcommand; after `help`, those it asks about.
    init(_ arguments: [String]) {
        var command: any ParsableCommand.Type = Digitd.self
        names = command.name
        for word in arguments.first == "help" ? arguments.dropFirst() : arguments[...] {
            let commands = command.configuration.subcommands
            // Options belong to the command found so far, and what is no group takes words of its own.
            guard !commands.isEmpty, !word.hasPrefix("-"), word != "help" else { break }
            let next = commands.first { $0.name == word || $0.configuration.aliases.contains(word) }
            guard let next else {
                stranger = word
                nearest = Self.nearest(to: word, among: commands)
                return
            }
            command = next
            names += " " + command.name
        }
        if let next = command.configuration.defaultSubcommand { names += " " + next.name }
    }

    /// How the help of the command is asked for.
    var help: String { "\(names) --help" }

    /// What to say of a command that there is none of; nil where all are there.
    var complaint: String? {
        guard let stranger else { return nil }
        return "there is no command '\(stranger.visible)'" + (nearest.map { "; did you mean '\($0)'?" } ?? "")
    }

    /// Makes sure that no file whose name begins with a dash is taken for options: `*` puts it on the command line, and
    /// the parser would read an `h` in it as a call for help. No option here has one dash and more than one letter, but
    /// for `-help`, which the parser knows.
    static func expectNoDashedNames(_ arguments: [String]) throws {
        for word in arguments.prefix(while: { $0 != "--" }) where word.count > 2 && word.hasPrefix("-") {
            guard !word.hasPrefix("--"), word != "-help", Double(word) == nil else { continue }
            throw ValidationError(
                "'\(word.visible)' is no option, they begin with two dashes; a file of that name is './\(word.visible)'"
            )
        }
    }

    /// Makes sure that `help` is asked about a command that there is; the parser answers about the whole program
    /// otherwise.
    static func expectHelpOfCommand(_ arguments: [String]) throws {
        guard arguments.first == "help", let complaint = CommandPath(arguments).complaint else { return }
        throw ValidationError(complaint)
    }

    /// The name most like a word: a slip of two letters, where the name is twice as long or longer.
    private static func nearest(to word: String, among commands: [any ParsableCommand.Type]) -> String? {
        let candidates = commands.filter { $0.configuration.shouldDisplay }
            .map { (name: $0.name, distance: word.editDistance(to: $0.name)) }
        guard let best = candidates.min(by: { $0.distance < $1.distance }),
            best.distance <= min(2, best.name.count / 2)
        else { return nil }
        return best.name
    }
}

extension ParsableCommand {
    /// The name on the command line.
    fileprivate static var name: String { configuration.commandName ?? "" }
}
