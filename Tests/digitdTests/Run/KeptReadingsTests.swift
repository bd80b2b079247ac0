import Foundation
import Imaging
import NeuralNetwork
import Testing

@testable import Daemon
@testable import digitd

/// What a daemon keeps of its readings, and what `digitd model diff` makes of them.
@Suite struct KeptReadingsTests {
    /// A model of other random weights than the root's.
    private func otherModel(_ root: DaemonRoot) throws -> String {
        let architecture = try Architecture(parsing: ["dense 10"], loss: .softmaxCrossEntropy)
        let file = root.folder.appending(path: "other.safetensors")
        let notes = ["threshold": "0"]
        try Data(ModelFile(network: Network(architecture: architecture, seed: 8), metadata: notes).bytes()).write(
            to: file
        )
        return file.path
    }

    @Test func whatWasReadIsKeptAndComparedLater() throws {
        let root = try DaemonRoot()
        try root.dropGood(30)
        try root.drop("junk.png", [1, 2, 3])
        let run = try Program.run(root.arguments(["--once", "--keep-readings", "20"]))
        #expect(run.status == 1, "\(run.errors)")
        let kept = KeptReadings.all(root: root.root)
        #expect(kept.count == 20, "the newest; what is rejected has no reading")
        let results = try root.results()
        for reading in kept {
            #expect(results[reading.file]?["digit"] as? Int == reading.digit, "\(reading.file)")
        }

        let other = try otherModel(root)
        let sheet = root.folder.appending(path: "sheet.png").path
        let diff = try Program.run(["model", "diff", "--root", root.root, root.model, other, "--picture", sheet])
        #expect(diff.status == 0, "\(diff.errors)")
        let expected = try Program.run(["classify", "--model", other, "--format", "csv", root.root + "/processed"])
        let digits = Dictionary(
            uniqueKeysWithValues: expected.output.split(separator: "\n").dropFirst().map { line in
                let fields = line.split(separator: ",")
                return (String(fields[0].split(separator: "/").last ?? ""), Int(fields[2]))
            }
        )
        let changed = kept.filter { digits[$0.file] != $0.digit }
        #expect(!changed.isEmpty)
        for reading in kept {
            let line = diff.output.split(separator: "\n").first { $0.hasPrefix("\(reading.file) ") }
            let isChanged = changed.contains(reading)
            #expect((line != nil) == isChanged, "\(reading.file)")
            if let line, let digit = digits[reading.file], let digit {
                let words = line.split(separator: " ")
                #expect(words[1] == "\(reading.digit)" && words[3] == "->" && words[4] == "\(digit)", "\(line)")
            }
        }
        #expect(diff.output.contains("\n\(changed.count) of 20 kept readings get another digit; 0 others are doubted"))
        #expect(try PNGDecoder().decode([UInt8](Data(contentsOf: URL(filePath: sheet)))).width > 300)

        let same = try Program.run(["model", "diff", "--root", root.root, root.model, root.model])
        #expect(
            same.output.hasSuffix(
                "0 of 20 kept readings get another digit; 0 others are doubted by one of the two alone\n"
            )
        )
    }

    @Test func withZeroNothingIsKept() throws {
        let root = try DaemonRoot()
        try root.dropGood(3)
        #expect(try Program.run(root.arguments(["--once"])).status == 0)
        #expect(KeptReadings.all(root: root.root).count == 3)
        try root.dropGood(4)
        #expect(try Program.run(root.arguments(["--once", "--keep-readings", "0"])).status == 0)
        #expect(!FileManager.default.fileExists(atPath: root.root + "/.digitd/readings"))
        let diff = try Program.run(["model", "diff", "--root", root.root, root.model, root.model])
        #expect(diff.status == 2)
        #expect(diff.errors.contains("has no kept readings"))
    }

    @Test func aFileThatCantBeWrittenStopsNothing() throws {
        let root = try DaemonRoot()
        try FileManager.default.createDirectory(
            atPath: root.root + "/.digitd/readings",
            withIntermediateDirectories: true
        )
        try root.dropGood(3)
        let run = try Program.run(root.arguments(["--once"]))
        #expect(run.status == 0)
        #expect(run.errors.contains("readings can't be kept"))
        try root.expectNothingLost()
    }
}
