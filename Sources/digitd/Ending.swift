import ArgumentParser

/// How the program ends: an exit status and what is still to be said.
struct Ending: Equatable {
    /// The exit status.
    var status: ExitStatus
    /// For standard output: help or version that was asked for.
    var output = ""
    /// For standard error: one line.
    var complaint = ""
}

extension Ending {
    /// The end an error brings.
    ///
    /// ArgumentParser's own errors are wrong command lines, or help and version, which it throws too. ``ExitStatus``
    /// ends without a word. Everything else is a failure, told in one line.
    init(of error: any Error, arguments: [String]) {
        if let status = (error as? StatusError)?.status {
            self.init(status: status)
            return
        }
        switch Digitd.exitCode(for: error) {
        case .success:
            self.init(status: .done, output: Digitd.fullMessage(for: error) + "\n")
        case .validationFailure:
            let command = Digitd.configuration.subcommands.compactMap { $0.configuration.commandName }
                .first { $0 == arguments.first }
            let help = "digitd " + (command.map { $0 + " " } ?? "") + "--help"
            let message = Self.oneLine(Digitd.message(for: error))
            self.init(status: .usage, complaint: "digitd: error: \(message); see '\(help)'\n")
        default:
            self.init(status: .failed, complaint: "digitd: error: \(Self.oneLine(String(describing: error)))\n")
        }
    }

    /// Writes what is to be said and gives the exit status.
    func write() -> Int32 {
        StandardError.write(complaint)
        var standardOutput = StandardOutput()
        do {
            try standardOutput.write(output)
            try standardOutput.flush()
        } catch {
            StandardError.write("digitd: error: \(error)\n")
            return ExitStatus.failed.rawValue
        }
        return status.rawValue
    }

    /// `text` in one line: line breaks with the spaces around them become one space; an end in a full stop goes.
    static func oneLine(_ text: String) -> String {
        let line = text.split(whereSeparator: \.isNewline).map { $0.trimmed }.joined(separator: " ")
        return line.hasSuffix(".") ? String(line.dropLast()) : line
    }
}

/// An end with a status and no words: all has been said.
struct StatusError: Error {
    let status: ExitStatus
}

extension Substring {
    fileprivate var trimmed: Substring {
        var text = drop(while: \.isWhitespace)
        while text.last?.isWhitespace == true { text.removeLast() }
        return text
    }
}
