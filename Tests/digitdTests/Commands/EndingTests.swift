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
}
