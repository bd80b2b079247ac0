import Foundation
import Testing

@testable import digitd

/// `digitd verify` on roots in which people, or something worse, have done this and that.
@Suite struct VerifyTests {
    /// A root with six pictures read, of which one is in `review/`, and one file that was rejected.
    private func filled(_ more: [String] = []) throws -> DaemonRoot {
        let root = try DaemonRoot()
        try root.dropGood(5)
        try root.drop("sub/é%FF.png", DaemonRoot.pictures[7])
        try root.drop("bad.png", [1])
        #expect(try Program.run(root.arguments(["--once"] + more)).status == 1)
        // One that the model was not sure of.
        try root.drop("doubt.png", DaemonRoot.pictures[9])
        let run = try Program.run(root.arguments(["--once", "--min-confidence", "1"] + more))
        #expect(run.status == 0, "\(run.errors)")
        #expect(try root.files("review").count == 1)
        return root
    }

    private func verify(_ root: DaemonRoot, _ more: [String] = []) throws -> Program.Run {
        try Program.run(["verify", "--root", root.root] + more)
    }

    private func shell(_ root: DaemonRoot, _ command: String) throws {
        let process = Process()
        process.executableURL = URL(filePath: "/bin/sh")
        process.arguments = ["-ec", command]
        process.currentDirectoryURL = URL(filePath: root.root)
        try process.run()
        process.waitUntilExit()
        #expect(process.terminationStatus == 0, "\(command)")
    }

    @Test func whatAddsUpIsTold() throws {
        let root = try filled()
        try root.drop("new.png", DaemonRoot.pictures[1])
        let run = try verify(root)
        #expect(run.status == 0, "\(run.output)")
        let lines = run.output.split(separator: "\n")
        #expect(lines.count == 2)
        #expect(lines.first == "seen 9 = classified 6 + uncertain 1 + rejected 1 + duplicate 0 + waiting 1")
        #expect(lines.last == "originals 8, results 8, removed originals 0, taken from review 0")
    }

    @Test func anotherPictureOfTheSameNameIsNotToBeRemoved() throws {
        let root = try filled()
        try shell(root, "cp processed/good-1.png review/good-0.png; cp processed/good-2.png review/good-2.png")
        let run = try verify(root)
        #expect(run.status == 1)
        #expect(run.output.contains("processed/good-0.png: bears the name of review/good-0.png too; move"))
        #expect(run.output.contains("processed/good-2.png: lies in review/good-2.png too; keep one"))
    }

    @Test func labellingIsNoLoss() throws {
        let root = try filled()
        try shell(root, "mv review/*/doubt.png labeled/3/")
        let run = try verify(root)
        #expect(run.status == 0, "\(run.output)")
        #expect(run.output.contains("taken from review 1"))
    }

    @Test func removedOriginalsAreNoLoss() throws {
        let root = try filled(["--originals", "delete"])
        let run = try verify(root)
        #expect(run.status == 0, "\(run.output)")
        #expect(run.output.contains("originals 2, results 8, removed originals 6"))
    }

    @Test(arguments: [
        ("rm processed/good-1.png", "results/good-1.png.json: its original is in none of processed/"),
        ("rm results/good-1.png.json", "processed/good-1.png: has no result"),
        ("printf x >> rejected/bad.png", "rejected/bad.png: is not the file its result was made from"),
        ("truncate -s 40 results/good-2.png.json", "results/good-2.png.json: is no result, or a torn one"),
        ("cp processed/good-3.png rejected/", "processed/good-3.png: lies in rejected/good-3.png too"),
        ("cp results/good-3.png.json results/copy.png.json", "results: 1 more classified than digitd has counted"),
        ("rm processed/good-4.png results/good-4.png.json", "results: 1 that were written are not there"),
    ])
    func whatDoesNotAddUpIsNamed(harm: String, line: String) throws {
        let root = try filled()
        try shell(root, harm)
        let run = try verify(root)
        #expect(run.status == 1)
        #expect(run.output.contains("\n" + line) || run.output.hasPrefix(line), "\(run.output)")
    }

    @Test func whatPeopleTookIsAccepted() throws {
        let root = try filled()
        try shell(root, "rm processed/good-1.png results/good-2.png.json processed/good-2.png")
        #expect(try verify(root).status == 1)
        #expect(try verify(root, ["--accept"]).status == 0)
        let accepted = try verify(root)
        #expect(accepted.status == 0, "\(accepted.output)")
        // A new loss shows all the same, and restarts keep what was accepted.
        #expect(try Program.run(root.arguments(["--once"])).status == 0)
        #expect(try verify(root).status == 0)
        try shell(root, "rm processed/good-0.png")
        #expect(try verify(root).status == 1)
    }

    /// A backup is made without `.digitd/`.
    @Test func aRestoredBackupIsAccepted() throws {
        let root = try filled()
        try shell(root, "rm -r .digitd")
        let run = try verify(root)
        #expect(run.status == 1)
        let line = "results: 6 more classified and 1 more uncertain and 1 more rejected than digitd has counted"
        #expect(run.output.hasPrefix(line), "\(run.output)")
        #expect(try verify(root, ["--accept"]).status == 0)
        #expect(try verify(root).status == 0)
        try root.drop("new.png", DaemonRoot.pictures[1])
        #expect(try Program.run(root.arguments(["--once"])).status == 0)
        let after = try verify(root)
        #expect(after.status == 0 && after.output.contains("seen 9 = classified 7"), "\(after.output)")
        try shell(root, "rm processed/good-0.png")
        #expect(try verify(root).status == 1)
    }

    /// A picture that people have put back into the inbox is lost neither there nor once it was read again.
    @Test func aPictureThatIsReadOnceMoreIsNoLoss() throws {
        let root = try filled()
        try shell(root, "mv review/*/doubt.png inbox/")
        let waiting = try verify(root)
        #expect(waiting.status == 0, "\(waiting.output)")
        #expect(try Program.run(root.arguments(["--once", "--min-confidence", "1"])).status == 0)
        #expect(try verify(root).status == 0)
    }

    @Test func whatIsNoMissingFileIsNotAccepted() throws {
        let root = try filled()
        try shell(root, "rm processed/good-1.png; printf x >> rejected/bad.png")
        let accepting = try verify(root, ["--accept"])
        #expect(accepting.status == 1 && accepting.errors.contains("noted what is missing"), "\(accepting.errors)")
        // What was missing is settled, the other is not.
        let after = try verify(root, ["--accept"])
        #expect(after.status == 1 && after.errors == "")
        #expect(after.output.hasPrefix("rejected/bad.png: is not the file"), "\(after.output)")
        #expect(!after.output.contains("good-1.png"))
    }

    /// A result that is gone leaves an original without one, which is a fault also where people took the result.
    @Test func anOriginalWithoutResultIsNotAccepted() throws {
        let root = try filled()
        try shell(root, "rm results/good-1.png.json")
        #expect(try verify(root, ["--accept"]).status == 1)
        #expect(try verify(root).status == 1)
    }

    /// Where results name the first file of their content, each has one; where the later ones are skipped, they have none.
    @Test func aDuplicateThatIsGoneIsMissed() throws {
        for (duplicates, isMissed) in [("link", true), ("skip", false)] {
            let root = try DaemonRoot()
            for name in ["a.png", "b.png"] {
                try root.drop(name, DaemonRoot.pictures[3])
                #expect(try Program.run(root.arguments(["--once", "--duplicates", duplicates])).status == 0)
            }
            #expect(try verify(root).status == 0)
            try shell(root, "rm -f processed/b.png results/b.png.json")
            let run = try verify(root)
            #expect(run.output.contains("results: 1 that were written are not there") == isMissed, "\(run.output)")
            #expect(run.status == (isMissed ? 1 : 0))
        }
    }

    /// One that was skipped and removed never had a result, and hides no other that is lost.
    @Test func aRemovedDuplicateHidesNoLoss() throws {
        let root = try DaemonRoot()
        try root.drop("kept.png", DaemonRoot.pictures[1])
        #expect(try Program.run(root.arguments(["--once", "--duplicates", "skip"])).status == 0)
        for name in ["a.png", "b.png", "c.png"] {
            try root.drop(name, DaemonRoot.pictures[3])
            let run = try Program.run(root.arguments(["--once", "--duplicates", "skip", "--originals", "delete"]))
            #expect(run.status == 0, "\(run.errors)")
        }
        #expect(try verify(root).status == 0)
        try shell(root, "rm processed/kept.png")
        let run = try verify(root)
        #expect(run.status == 1)
        #expect(run.output.contains("results/kept.png.json: its original is in none"), "\(run.output)")
    }

    @Test func verifyingBesideTheDaemonFindsNothing() throws {
        let root = try DaemonRoot()
        let process = try root.start(root.arguments(["--batch-size", "4"]))
        defer { process.terminate() }
        try root.dropGood(300)
        try root.wait("all results") {
            let run = try verify(root, ["--quick"])
            #expect(run.status == 0, "\(run.output)")
            return try root.results().count == 300
        }
    }
}
