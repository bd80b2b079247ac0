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
    /// ArgumentParser's own errors are wrong command lines, or help and version, which it throws too; a value that a
    /// setting does not accept is a wrong command line where it stands there. ``StatusError`` ends without a word.
    /// Everything else is a failure, told in one line.
    init(of error: any Error, arguments: [String]) {
        if let status = (error as? StatusError)?.status {
            self.init(status: status)
            return
        }
        if let settings = error as? SettingsError, settings.isOfCommandLine {
            self.init(usage: Self.oneLine(settings.description), CommandPath(arguments))
            return
        }
        switch Digitd.exitCode(for: error) {
        case .success:
            self.init(status: .done, output: Digitd.fullMessage(for: error) + "\n")
        case .validationFailure:
            let path = CommandPath(arguments)
            self.init(usage: path.complaint ?? Self.usageText(Digitd.message(for: error), path), path)
        default:
            self.init(status: .failed, complaint: "digitd: error: \(Self.oneLine(String(describing: error)))\n")
        }
    }

    /// The commands that write JSON, with the word for it.
    private static let jsonFormats = ["digitd classify": "ndjson", "digitd evaluate": "json", "digitd status": "json"]

    /// What ArgumentParser says in one line; where other programs have an option `--json`, what it is called here.
    private static func usageText(_ message: String, _ path: CommandPath) -> String {
        let line = oneLine(message)
        guard line.hasPrefix("Unknown option '--json'"), let format = jsonFormats[path.names] else { return line }
        return "there is no option '--json'; did you mean '--format \(format)'?"
    }

    /// The end of a wrong command line: what is wrong with it, and where help is.
    private init(usage message: String, _ path: CommandPath) {
        var text = message
        // Who is told what was probably meant needs no list.
        if path.nearest == nil { text += (message.hasSuffix("?") ? " See" : "; see") + " '\(path.help)'" }
        self.init(status: .usage, complaint: "digitd: error: \(text)\n")
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

    /// A line that quotes a file may be as long as the file; of one with more characters than this the middle goes.
    private static let longestLine = 4000

    /// `text` in one line: line breaks with the spaces around them become one space; other control characters, which a
    /// file that is quoted may hold, are written out; an end in a full stop goes.
    static func oneLine(_ text: String) -> String {
        let line = text.split(whereSeparator: \.isNewline).map { $0.trimmed }.joined(separator: " ").visible
        // Counted as scalars: of those that combine with others there may be any number in what is one character.
        let scalars = line.unicodeScalars
        guard scalars.count <= longestLine else {
            return "\(String(scalars.prefix(longestLine / 2))) ... \(String(scalars.suffix(longestLine / 2)))"
        }
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
