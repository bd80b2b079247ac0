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
        }
    }
}
