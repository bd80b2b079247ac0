import ArgumentParser
import Testing

@testable import digitd

@Suite struct EndingTests {
    @Test(arguments: [
        ["nonsense"], ["classify"], ["run", "--bogus"], ["classify", "--format", "xml", "a.png"], ["train"],
        ["evaluate", "--data"], ["draw", "--out", "x", "--count", "0"], ["train", "--data", "d", "--out", "m.bin"],
        ["model", "frobnicate"], ["run", "--once", "stray"],
    ])
    func wrongCommandLinesAre64InOneLine(arguments: [String]) throws {
        let error = #expect(throws: (any Error).self) { try Digitd.parseAsRoot(arguments) }
        let ending = Ending(of: try #require(error), arguments: arguments)
        #expect(ending.status == .usage)
        #expect(ending.output.isEmpty)
        #expect(ending.complaint.hasPrefix("digitd: error: "))
        #expect(ending.complaint.filter { $0 == "\n" }.count == 1)
        #expect(ending.complaint.contains("--help'"))
    }

    private func ending(_ arguments: [String]) throws -> Ending {
        let error = #expect(throws: (any Error).self) { try Digitd.parseAsRoot(arguments) }
        return Ending(of: try #require(error), arguments: arguments)
    }

    @Test(arguments: [
        (["clasify", "x.png"], "there is no command 'clasify'; did you mean 'classify'?"),
        (["clasify", "--format", "csv", "x.png"], "there is no command 'clasify'; did you mean 'classify'?"),
        (["model", "shwo"], "there is no command 'shwo'; did you mean 'show'?"),
        (["config", "chek"], "there is no command 'chek'; did you mean 'check'?"),
        (["nonsense"], "there is no command 'nonsense'; see 'digitd --help'"),
        (["model", "frobnicate"], "there is no command 'frobnicate'; see 'digitd model --help'"),
    ])
    func unknownCommandsAreToldWithTheNearest(arguments: [String], complaint: String) throws {
        #expect(try ending(arguments) == Ending(status: .usage, complaint: "digitd: error: \(complaint)\n"))
    }

    @Test(arguments: [(["status", "--json"], "json"), (["classify", "--json", "x.png"], "ndjson")])
    func whatOtherProgramsCallJSONIsAFormat(arguments: [String], format: String) throws {
        let complaint = "there is no option '--json'; did you mean '--format \(format)'?"
        #expect(try ending(arguments).complaint.hasPrefix("digitd: error: \(complaint) See '"))
    }

    @Test(arguments: [
        (["--bogus"], "digitd --help"), (["run", "--bogus"], "digitd run --help"),
        (["model", "show", "--bad"], "digitd model show --help"),
        (["config", "check", "--x"], "digitd config check --help"), (["config", "--x"], "digitd config show --help"),
        (["settings", "show", "--x"], "digitd config show --help"),
    ])
    func helpIsThatOfTheCommand(arguments: [String], help: String) throws {
        let ending = try ending(arguments)
        #expect(ending.status == .usage)
        #expect(ending.complaint.lowercased().hasSuffix(" see '\(help)'\n"), "\(ending.complaint)")
    }

    @Test(arguments: [
        ("--batch-size", ExitStatus.usage), ("/etc/digitd/digitd.yaml:3", ExitStatus.failed),
        ("environment variable DIGITD_BATCH_SIZE", ExitStatus.failed),
    ])
    func aValueThatIsNotAcceptedIs64OnTheCommandLineAlone(place: String, status: digitd.ExitStatus) {
        let error = SettingsError.badValue(place: place, key: "batch_size", value: "0", accepts: "1")
        let ending = Ending(of: error, arguments: ["run", "--batch-size", "0"])
        #expect(ending.status == status)
        #expect(ending.complaint.hasPrefix("digitd: error: \(place): '0' is no value for batch_size: give 1"))
    }

    @Test func theProgramEndsWith64WhereAValueIsNotAccepted() throws {
        let run = try Program.run(["config", "show", "--root", "~/digits"])
        #expect(run.status == 64 && run.output == "")
        #expect(run.errors.hasPrefix("digitd: error: --root: '~/digits' is no value for root: "), "\(run.errors)")
    }

    @Test func helpAndVersionGoToStandardOutput() throws {
        for arguments in [["--help"], ["run", "--help"], ["--version"]] {
            let error = #expect(throws: (any Error).self) {
                var command = try Digitd.parseAsRoot(arguments)
                try command.run()  // help is a command
            }
            let ending = Ending(of: try #require(error), arguments: arguments)
            #expect(ending.status == .done)
            #expect(ending.complaint.isEmpty)
            #expect(!ending.output.isEmpty)
        }
    }

    @Test(arguments: [
        (["help", "clasify"], "there is no command 'clasify'; did you mean 'classify'?"),
        (["help", "model", "frobnicate"], "there is no command 'frobnicate'; see 'digitd model --help'"),
    ])
    func helpAboutNoCommandIs64(arguments: [String], complaint: String) throws {
        let run = try Program.run(arguments)
        #expect(run.status == 64 && run.output == "" && run.errors == "digitd: error: \(complaint)\n", "\(run)")
        for command in [["help"], ["help", "model", "show"], ["help", "run"]] {
            #expect(try Program.run(command).status == 0)
        }
    }

    @Test func failuresAre2InOneLine() {
        let failure = Ending(of: Failure("a.png: no such file:\n   name one that is there."), arguments: ["classify"])
        #expect(
            failure
                == Ending(
                    status: .failed,
                    complaint: "digitd: error: a.png: no such file: name one that is there\n"
                )
        )
        let settings = SettingsError.unreadable(file: "/x", reason: "no such file")
        #expect(Ending(of: settings, arguments: []).status == .failed)
    }

    @Test func statusAloneSaysNothing() {
        #expect(Ending(of: StatusError(status: .someRejected), arguments: []) == Ending(status: .someRejected))
    }

    @Test func argumentsArrive() throws {
        let train = try #require(
            try Digitd.parseAsRoot(["train", "--data", "a", "b", "--seed", "3", "--out", "m.safetensors"])
                as? TrainCommand
        )
        #expect(train.data == ["a", "b"])
        #expect(train.seed == 3)
        let classify = try #require(
            try Digitd.parseAsRoot(["classify", "--format", "csv", "x", "y"]) as? ClassifyCommand
        )
        #expect(classify.format == .csv)
        #expect(classify.paths == ["x", "y"])
    }

    @Test(arguments: [
        ("a\n  b \r\n\tc.", "a b c"), ("a...", "a.."), ("esc \u{1B}[31m", "esc \\u{1B}[31m"),
        ("größer ÷ 7 …", "größer ÷ 7 …"),
        ("", ""),
    ])
    func anErrorIsOneLineThatSteersNoTerminal(text: String, line: String) {
        #expect(Ending.oneLine(text) == line)
    }

    /// Beginning and end stay, whatever it is of: also where thousands of accents make up one character.
    @Test(arguments: ["relu", "🇩🇪", "e" + String(repeating: "\u{301}", count: 900)])
    func theMiddleOfALongOneGoes(part: String) {
        let line = Ending.oneLine("m.safetensors: " + String(repeating: part, count: 3000) + "; name another file")
        #expect(line.hasPrefix("m.safetensors: ") && line.hasSuffix("; name another file") && line.contains(" ..."))
        #expect(line.unicodeScalars.count < 4100, "\(line.unicodeScalars.count)")
        let short = String(repeating: "x", count: 4000)
        #expect(Ending.oneLine(short) == short)
    }
}
