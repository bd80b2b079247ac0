import Foundation
import Testing

@testable import digitd

/// `digitd run` with folders in its inbox.
@Suite struct FoldersRunTests {
    private func openFiles(_ process: Process) throws -> Int {
        try FileManager.default.contentsOfDirectory(atPath: "/proc/\(process.processIdentifier)/fd").count
    }

    /// A folder a day, for years.
    @Test(arguments: ["none", "batch", "file"])
    func eachNewFolderIsClosedAgain(durability: String) throws {
        let root = try DaemonRoot()
        let process = try root.start(root.arguments(["--durability", durability, "--workers", "1"]))
        defer { process.terminate() }
        var dropped = 0
        func read(_ folders: Range<Int>) throws {
            for day in folders {
                // Read surely and not: what is doubted goes a folder deeper.
                try root.drop("\(day)/s/a.png", DaemonRoot.pictures[day % 40])
                try root.drop("\(day)/b.png", Array("no picture \(day)".utf8))
            }
            dropped += 2 * folders.count
            try root.wait("results") { try root.results().count == dropped }
            // What the last batch needed is kept until the next one.
            try root.drop("last \(folders).png", DaemonRoot.pictures[0])
            dropped += 1
            try root.wait("the last result") { try root.results().count == dropped }
        }
        try read(0..<20)
        let before = try openFiles(process)
        try read(20..<220)
        try root.wait("\(before) open files and few more") { try openFiles(process) < before + 20 }
        process.terminate()
        process.waitUntilExit()
        try root.expectNothingLost()
    }

    /// A restored backup that has none, or a hand that slipped: another daemon could take the root beside this one.
    @Test(arguments: [
        "rm -rf .digitd", "mv .digitd away; mkdir .digitd", "rm .digitd/lock", "rm -rf .digitd; touch .digitd",
    ])
    func itEndsWhereItsOwnFolderIsReplaced(command: String) throws {
        let root = try DaemonRoot()
        let process = try root.start(root.arguments([]))
        defer { process.terminate() }
        try root.drop("a.png", DaemonRoot.pictures[0])
        try root.wait("a result") { try root.results().count == 1 }
        #expect(system("cd '\(root.root)' && \(command)") == 0)
        process.waitUntilExit()
        #expect(process.terminationReason == .exit && process.terminationStatus == 2)
        #expect(root.log.contains("/.digitd: was removed or replaced while digitd ran; "), "\(root.log)")
        if command.hasSuffix("touch .digitd") { unlink("\(root.root)/.digitd") }
        try root.drop("b.png", DaemonRoot.pictures[1])
        let run = try Program.run(root.arguments(["--once"]))
        #expect(run.status == 0, "\(run.errors)")
        try root.expectNothingLost()
    }
}
