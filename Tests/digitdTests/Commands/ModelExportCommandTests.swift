import Foundation
import NeuralNetwork
import Testing

@testable import digitd

@Suite struct ModelExportCommandTests {
    @Test func writesTheFormatsAndNothingElse() throws {
        try Program.withFolder { folder in
            let model = folder.appending(path: "m.safetensors")
            try Program.writeModel(to: model, threshold: "0.25")
            let onnx = try Program.run(["model", "export", "--model", "m.safetensors", "--out", "m.onnx"], in: folder)
            #expect(onnx.status == 0 && onnx.output == "" && onnx.errors == "")
            let bytes = try Data(contentsOf: folder.appending(path: "m.onnx"))
            // Field 1, the format's version, and a note on where the file comes from.
            #expect(bytes.prefix(2) == Data([0x08, 8]))
            for note in ["threshold", "0.25", "model_sha256", "digitd"] {
                #expect(bytes.range(of: Data(note.utf8)) != nil, "\(note)")
            }
            let copied = try Program.run(
                ["model", "export", "--format", "safetensors", "--model", "m.safetensors", "--out", "c.safetensors"],
                in: folder
            )
            #expect(copied.status == 0 && copied.output == "" && copied.errors == "")
            #expect(try Data(contentsOf: folder.appending(path: "c.safetensors")) == Data(contentsOf: model))
        }
    }

    @Test func aModelOfTheRootGoesByItsNumberToo() throws {
        try Program.withFolder { folder in
            let model = folder.appending(path: "r/models/0001-abcdef01.safetensors")
            try FileManager.default.createDirectory(
                at: model.deletingLastPathComponent(),
                withIntermediateDirectories: true
            )
            try Program.writeModel(to: model)
            let export = ["model", "export", "--format", "safetensors", "--out", "c.safetensors"]
            let run = try Program.run(export + ["--root", "r", "--model", "0001"], in: folder)
            #expect(run.status == 0, "\(run.errors)")
            #expect(try Data(contentsOf: folder.appending(path: "c.safetensors")) == Data(contentsOf: model))
        }
    }

    @Test(arguments: [
        (["--out", "m.safetensors"], 64, "--out 'm.safetensors' must end in .onnx"),
        (["--format", "safetensors", "--out", "m.onnx"], 64, "must end in .safetensors"),
        (["--format", "pickle", "--out", "m.onnx"], 64, "pickle"),
        (["--model", "gone.safetensors", "--out", "m.onnx"], 2, "gone.safetensors"),
        (["--out", "no/such/folder/m.onnx"], 2, "no/such/folder/m.onnx"),
    ])
    func whatCanNotBeDoneIsSaidInOneLine(arguments: [String], status: Int32, reason: String) throws {
        try Program.withFolder { folder in
            try Program.writeModel(to: folder.appending(path: "good.safetensors"))
            let model = arguments.contains("--model") ? [] : ["--model", "good.safetensors"]
            let run = try Program.run(["model", "export"] + model + arguments, in: folder)
            #expect(run.status == status && run.output == "")
            #expect(run.errors.contains(reason), "\(run.errors)")
            #expect(run.errors.filter { $0 == "\n" }.count == 1)
        }
    }
}
