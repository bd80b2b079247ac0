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

    @Test func aRootThatIsNotThereYetIsNoProblem() throws {
        let root = try DaemonRoot()
        try FileManager.default.removeItem(atPath: root.root)
        #expect(try doctor(root).status == 0)
        #expect(!FileManager.default.fileExists(atPath: root.root))
    }
}
