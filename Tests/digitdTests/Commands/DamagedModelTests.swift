import Foundation
import NeuralNetwork
import Testing

@testable import digitd

/// Model files that are broken in ways that happen: every command that reads a model refuses them with one line that
/// names the file.
@Suite struct DamagedModelTests {
    /// A way to break a file, and what the line must say.
    struct Damage: Sendable, CustomTestStringConvertible {
        let testDescription: String
        let reason: String
        let apply: @Sendable (inout [UInt8]) throws -> Void

        /// A change of the tensors that leaves the file well-formed.
        static func tensors(
            _ name: String,
            _ reason: String,
            _ change: @escaping @Sendable (inout SafeTensors) -> Void
        ) -> Damage {
            Damage(testDescription: name, reason: reason) { bytes in
                var file = try SafeTensors(bytes)
                change(&file)
                bytes = file.bytes()
            }
        }

        /// A change of the header's text that keeps its length.
        static func header(_ name: String, _ reason: String, _ old: String, _ new: String) -> Damage {
            Damage(testDescription: name, reason: reason) { bytes in
                let place = try #require(Data(bytes).range(of: Data(old.utf8)))
                #expect(old.utf8.count == new.utf8.count)
                bytes.replaceSubrange(place, with: Array(new.utf8))
            }
        }
    }

    static let damages: [Damage] = [
        Damage(testDescription: "empty", reason: "0 bytes") { $0 = [] },
        Damage(testDescription: "no model at all", reason: "; name a .safetensors file that digitd has made") {
            $0 = Array("no model".utf8)
        },
        Damage(testDescription: "cut off in the header", reason: "is cut off") { $0.removeLast($0.count - 60) },
        Damage(testDescription: "cut off in a tensor", reason: "is cut off") { $0.removeLast(1) },
        Damage(testDescription: "grown", reason: "bytes follow the last tensor") { $0.append(0) },
        .tensors("a wrong shape", "tensor dense1.weight has the shape [7840], not [784, 10]") { file in
            file.tensors[0].tensor = .init(shape: [7840], values: file.tensors[0].tensor.values)
        },
        .tensors("a tensor missing", "no tensor dense1.bias") { $0.tensors.removeLast() },
        .tensors("NaN", "tensor dense1.weight holds nan") { file in
            var values = file.tensors[0].tensor.values
            values[77] = .nan
            file.tensors[0].tensor = .init(shape: [784, 10], values: values)
        },
        .tensors("a layer that would steer a terminal", "\"sigm\\u{1B}[31moid\", is no layer") { file in
            file.metadata["layers"] = "dense 10; sigm\u{1B}[31moid"
        },
        .tensors("too many layers", "layer 1001, \"relu\", is more than the 1000 layers") { file in
            file.metadata["layers"] = "dense 10" + String(repeating: "; relu", count: 100_000)
        },
        .tensors("a layer as long as a book", "is no layer") { file in
            file.metadata["layers"] = "dense 10; " + String(repeating: "relu", count: 100_000)
        },
        .header("overlapping tensors", "overlaps the one before it", "[31360,31400]", "[31356,31396]"),
        .header("another type of numbers", "not F32", "\"F32\"", "\"I32\""),
        .header("layers that don't fit", "dense 99", "dense 10", "dense 99"),
    ]

    @Test(arguments: damages)
    func everyCommandRefusesItInOneLineThatNamesTheFile(_ damage: Damage) throws {
        try Program.withFolder { folder in
            let file = folder.appending(path: "broken.safetensors")
            try Program.writeModel(to: file)
            var bytes = [UInt8](try Data(contentsOf: file))
            try damage.apply(&bytes)
            try Data(bytes).write(to: file)
            try Data().write(to: folder.appending(path: "a.png"))
            let commands = [
                ["model", "export", "--out", "x.onnx"],
                ["model", "export", "--format", "safetensors", "--out", "x.safetensors"],
                ["classify", "a.png"],
                ["run", "--once", "--root", "root"],
            ]
            for command in [["model", "show", file.path]] + commands.map({ $0 + ["--model", file.path] }) {
                let run = try Program.run(command, in: folder)
                #expect(run.status == 2 && run.output == "", "\(command)")
                let line = run.errors
                #expect(line.contains("broken.safetensors") && line.contains(damage.reason), "\(command): \(line)")
                #expect(line.filter { $0 == "\n" }.count == 1 && line.utf8.count < 5000, "\(line)")
                #expect(
                    !line.contains("\u{1B}") && line.contains("name a .safetensors file") != line.contains("cut off")
                )
            }
            #expect(!FileManager.default.fileExists(atPath: folder.appending(path: "x.onnx").path))
            #expect(!FileManager.default.fileExists(atPath: folder.appending(path: "x.safetensors").path))
        }
    }
}
