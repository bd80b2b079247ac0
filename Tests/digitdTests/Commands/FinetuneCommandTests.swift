import Foundation
import Glibc
import Spool
import Testing

@testable import digitd

@Suite struct FinetuneCommandTests {
    /// On a root without labels a cycle waits, says so, makes the folders and leaves a line of history.
    @Test func waitsForLabels() throws {
        try Program.withFolder { folder in
            try Program.writeModel(to: folder.appending(path: "m.safetensors"))
            let run = try Program.run(["finetune", "--root", "r", "--model", "m.safetensors"], in: folder)
            #expect(run.status == 0, "\(run.errors)")
            #expect(run.output.hasPrefix("waited: 0 labels"))
            let history = try String(contentsOf: folder.appending(path: "r/models/history.jsonl"), encoding: .utf8)
            #expect(history.split(separator: "\n").count == 1)
            for name in ["inbox", "results", "processed", "review", "rejected", "labeled/9"] {
                #expect(FileManager.default.fileExists(atPath: folder.appending(path: "r/\(name)").path), "\(name)")
            }
        }
    }

    @Test func aPictureThatCanNotBeWrittenIsSaidFirst() throws {
        try Program.withFolder { folder in
            let run = try Program.run(["finetune", "--root", "r", "--picture", "none/p.png"], in: folder)
            #expect(run.status == 2 && run.output == "")
            let part = "none/p.png can't be written (open: No such file or directory)"
            #expect(run.errors.contains(part), "\(run.errors)")
            #expect(!FileManager.default.fileExists(atPath: folder.appending(path: "r").path))
        }
    }

    /// A candidate must not pass for want of questions: where the program is installed without sample pictures, or with
    /// none that can be read, no cycle begins.
    @Test(arguments: [nil, #"{"7.png": {"digit": 7}}"#])
    func withoutSamplePicturesNoCycleBegins(expected: String?) throws {
        try Program.withFolder { folder in
            let program = folder.appending(path: "bin/digitd")
            for name in ["bin", "share/digitd/samples"] {
                let path = folder.appending(path: name)
                try FileManager.default.createDirectory(at: path, withIntermediateDirectories: true)
            }
            try Program.copy(to: program)
            if let expected {
                try Data(expected.utf8).write(to: folder.appending(path: "share/digitd/samples/expected.json"))
            }
            try Program.writeModel(to: folder.appending(path: "m.safetensors"))
            let finetune = ["finetune", "--root", "r", "--model", "m.safetensors"]
            let run = try Program.run(finetune, in: folder, copy: program)
            #expect(run.status == 2 && run.output == "")
            let part = "the sample pictures that a taught model is tried on are not found (looked beside "
            #expect(run.errors.hasPrefix("digitd: error: " + part), "\(run.errors)")
            #expect(!FileManager.default.fileExists(atPath: folder.appending(path: "r/models/history.jsonl").path))
        }
    }

    @Test func brokenCurrentModelIsAFailureThatNamesIt() throws {
        try Program.withFolder { folder in
            let models = folder.appending(path: "r/models")
            try FileManager.default.createDirectory(at: models, withIntermediateDirectories: true)
            try Data("no model".utf8).write(to: models.appending(path: "0001-x.safetensors"))
            symlink("0001-x.safetensors", models.appending(path: "current").path)
            let run = try Program.run(["finetune", "--root", "r"], in: folder)
            #expect(run.status == 2)
            #expect(run.output == "")
            #expect(run.errors.contains("0001-x.safetensors"))
        }
    }

    /// Only `run` and `finetune` make folders.
    /// What root makes in it, the service could not go on with.
    @Test(
        .enabled(if: geteuid() == 0, "only root can be somebody else"),
        arguments: [["model", "rollback"], ["finetune"]]
    )
    func rootIsSentToTheUserOfTheService(command: [String]) throws {
        let root = try DaemonRoot()
        #expect(try Program.run(root.arguments(["--once"])).status == 0)
        #expect(chown("\(root.root)/.digitd", 65534, 65534) == 0)
        let run = try Program.run(command + ["--root", root.root])
        #expect(run.status == 2)
        #expect(run.errors.contains("who could not go on with what root makes there: use sudo -u "), "\(run.errors)")
        #expect(access("\(root.root)/.digitd/finetune", F_OK) != 0)
    }

    @Test(arguments: [["activate", "default"], ["rollback"], ["rebuild", "0001"]])
    func aRootThatIsNotThereIsNotMade(command: [String]) throws {
        try Program.withFolder { folder in
            let missing = try Program.run(["model"] + command + ["--root", "typo"], in: folder)
            #expect(missing.status == 2 && missing.output == "")
            let reason = "typo: no such folder (--root); name the root of a daemon"
            #expect(missing.errors == "digitd: error: \(reason)\n")

            try FileManager.default.createDirectory(
                at: folder.appending(path: "empty"),
                withIntermediateDirectories: true
            )
            let empty = try Program.run(["model"] + command + ["--root", "empty"], in: folder)
            #expect(empty.status == 2 && empty.output == "")
            let part = "empty/models: No such file or directory; run 'digitd run' on the root first"
            #expect(empty.errors.contains(part), "\(empty.errors)")
            #expect(try FileManager.default.subpathsOfDirectory(atPath: folder.path) == ["empty"])
        }
    }

    /// Whatever changes the models of a root waits for the end of a cycle.
    @Test(arguments: [
        ["finetune"], ["model", "activate", "default"], ["model", "rollback"], ["model", "rebuild", "0001"],
    ])
    func aCycleUnderWayIsSaid(command: [String]) throws {
        try Program.withFolder { folder in
            let root = folder.appending(path: "r").path
            let lock = try RootLock(SpoolLayout(root: root), name: "finetune")
            let run = try Program.run(command + ["--root", root], in: folder)
            #expect(run.status == 2 && run.output == "")
            let reason = "a fine-tune cycle is under way (process \(getpid())); wait until it has ended"
            #expect(run.errors == "digitd: error: \(root): \(reason)\n")
            withExtendedLifetime(lock) {}
        }
    }
}
