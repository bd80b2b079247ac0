import Foundation
import Testing

@testable import digitd

@Suite struct ModelListCommandTests {
    /// The models that are marked.
    private func marked(_ run: Program.Run) -> [String] {
        run.output.split(separator: "\n").filter { $0.hasPrefix("* ") }.map { String($0.split(separator: " ")[1]) }
    }

    /// The root's current model, else the default that ships; without a root none.
    @Test func theOneInUseIsMarked() throws {
        try Program.withFolder { folder in
            let models = folder.appending(path: "r/models")
            try FileManager.default.createDirectory(at: models, withIntermediateDirectories: true)
            try Program.writeModel(to: models.appending(path: "0001-x.safetensors"))
            let before = try Program.run(["model", "list", "--root", "r"], in: folder)
            #expect(before.status == 0 && marked(before) == ["default"], "\(before.output)")
            symlink("0001-x.safetensors", models.appending(path: "current").path)
            let after = try Program.run(["model", "list", "--root", "r"], in: folder)
            #expect(marked(after) == ["r/models/0001-x.safetensors"], "\(after.output)")
            #expect(marked(try Program.run(["model", "list"], in: folder)).isEmpty)
            // Who has lost the current one finds the others here.
            try FileManager.default.removeItem(at: models.appending(path: "current"))
            symlink("gone.safetensors", models.appending(path: "current").path)
            let broken = try Program.run(["model", "list", "--root", "r"], in: folder)
            #expect(broken.status == 2 && marked(broken).isEmpty && broken.output.contains("0001-x.safetensors"))
            let missing = try Program.run(["model", "list", "--root", "typo"], in: folder)
            #expect(missing.status == 2 && missing.output == "" && missing.errors.contains("typo: no such folder"))
            #expect(broken.errors.contains("r/models/current: leads to no model"), "\(broken.errors)")
        }
    }
}
