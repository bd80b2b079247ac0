import Foundation
import Testing

@testable import digitd

@Suite struct DoctorTests {
    private func doctor(_ root: DaemonRoot) throws -> Program.Run {
        try Program.run(["doctor", "--root", root.root, "--model", "default"])
    }

    @Test func aFreshRootIsFine() throws {
        let root = try DaemonRoot()
        #expect(try Program.run(root.arguments(["--once"])).status == 0)
        let before = try FileManager.default.subpathsOfDirectory(atPath: root.root).sorted()
        let run = try doctor(root)
        #expect(run.status == 0, "\(run.output)")
        #expect(run.output.contains("files can be made, renamed and removed"))
        #expect(run.output.contains("default reads 70 of 70 sample pictures"))
        #expect(try FileManager.default.subpathsOfDirectory(atPath: root.root).sorted() == before)
    }

    @Test func whatIsWrongIsNamed() throws {
        let root = try DaemonRoot()
        #expect(try Program.run(root.arguments(["--once"])).status == 0)
        let files = FileManager.default
        try files.removeItem(atPath: root.root + "/results")
        try files.createDirectory(atPath: root.root + "/inbox/out", withIntermediateDirectories: true)
        try files.createSymbolicLink(atPath: root.root + "/results", withDestinationPath: root.root + "/inbox/out")
        try files.removeItem(atPath: root.root + "/rejected")
        try Data("x".utf8).write(to: URL(filePath: root.root + "/rejected"))
        let run = try Program.run(["doctor", "--root", root.root, "--model", root.folder.path + "/none.safetensors"])
        #expect(run.status == 2)
        let problems = run.output.split(separator: "\n").filter { $0.hasPrefix("problem") }
        #expect(problems.count == 3, "\(run.output)")
        for text in ["results/ lies in inbox/", "rejected is not a folder; move it away", "none.safetensors"] {
            #expect(problems.contains { $0.contains(text) }, "\(text)")
        }
    }

    /// Nor are folders above it that are not there.
    @Test(arguments: ["", "/a/b"])
    func aRootThatIsNotThereYetIsNoProblem(below: String) throws {
        let root = try DaemonRoot()
        try FileManager.default.removeItem(atPath: root.root)
        let run = try Program.run(["doctor", "--root", root.root + below, "--model", "default"])
        #expect(run.status == 0 && run.output.contains("is not there yet; the first start makes it"), "\(run.output)")
        #expect(!FileManager.default.fileExists(atPath: root.root))
    }

    @Test(arguments: [("/no/such/program", "no such program"), ("/tmp", "is no program"), ("/bin/sh", "can be run")])
    func theProgramToldOfResultsIsLookedAt(program: String, part: String) throws {
        let root = try DaemonRoot()
        let run = try Program.run(
            ["doctor", "--root", root.root, "--model", "default"],
            environment: ["DIGITD_ON_RESULT": program]
        )
        #expect((run.status == 0) == (part == "can be run"), "\(run.output)")
        let line = run.output.split(separator: "\n").first { $0.contains("on_result") }
        #expect(line?.contains(part) == true, "\(run.output)")
    }
}
