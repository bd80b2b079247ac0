import Foundation
import Testing

@testable import digitd

@Suite struct ModelHistoryCommandTests {
    @Test func noCycleYetIsSaid() throws {
        try Program.withFolder { folder in
            let root = folder.appending(path: "r")
            try FileManager.default.createDirectory(at: root, withIntermediateDirectories: true)
            let run = try Program.run(["model", "history", "--root", "r"], in: folder)
            #expect(run.status == 0 && run.errors == "")
            #expect(run.output == "no cycle yet\n")
        }
    }

    @Test(arguments: [
        ["model", "history"], ["model", "diff", "default", "accurate"], ["status"], ["status", "--watch"], ["verify"],
        ["reload"],
    ])
    func aRootThatIsNotThereIsSaid(command: [String]) throws {
        try Program.withFolder { folder in
            let run = try Program.run(command + ["--root", "typo"], in: folder)
            #expect(run.status == 2 && run.output == "")
            #expect(run.errors.contains("typo: no such folder (--root); name the root of a daemon"), "\(run.errors)")

            try Data().write(to: folder.appending(path: "file"))
            let file = try Program.run(command + ["--root", "file"], in: folder)
            #expect(file.status == 2 && file.output == "")
            #expect(file.errors.contains("file: is no folder (--root); name the root of a daemon"), "\(file.errors)")
        }
    }

    @Test func aRootOfTheEnvironmentLeadsToTheOption() throws {
        let run = try Program.run(["status"], environment: ["DIGITD_ROOT": "/no/such/root"])
        #expect(run.status == 2 && run.output == "")
        let end = "no such folder (environment variable DIGITD_ROOT); name the root of a daemon with --root\n"
        #expect(run.errors == "digitd: error: /no/such/root: " + end)
    }

    @Test func oneLabelIsOne() throws {
        try Program.withFolder { folder in
            try Program.writeModel(to: folder.appending(path: "m.safetensors"))
            let labels = folder.appending(path: "r/labeled/0")
            try FileManager.default.createDirectory(at: labels, withIntermediateDirectories: true)
            try Data(DaemonRoot.pictures[0]).write(to: labels.appending(path: "a.png"))
            let cycle = try Program.run(["finetune", "--root", "r", "--model", "m.safetensors"], in: folder)
            #expect(cycle.status == 0, "\(cycle.errors)")
            let run = try Program.run(["model", "history", "--root", "r"], in: folder)
            #expect(run.output.contains(" 1 label  1 label that can be learned from; "), "\(run.output)")
            #expect(run.output.split(separator: "\n").count == 1)
        }
    }
}
