import Foundation
import NeuralNetwork
import Testing

@testable import digitd

/// `DIGITD_KERNELS` makes the whole program use one instruction set.
@Suite struct KernelsVariableTests {
    private func probabilities(of run: Program.Run) throws -> [[Double]] {
        try run.output.split(separator: "\n").map { line in
            let object = try JSONSerialization.jsonObject(with: Data(line.utf8)) as? [String: Any]
            return try #require(object?["probabilities"] as? [Double])
        }
    }

    @Test func everyInstructionSetReadsTheSame() throws {
        try Program.withFolder { folder in
            try Program.writeModel(to: folder.appending(path: "m.safetensors"))
            let drawn = try Program.run(
                ["draw", "--out", "d", "--count", "2", "--look", "clean", "--sides", "28-28"],
                in: folder
            )
            #expect(drawn.status == 0)
            let classify = ["classify", "--format", "ndjson", "--model", "m.safetensors", "d"]
            let usual = try probabilities(of: Program.run(classify, in: folder))
            #expect(usual.map(\.count) == [Int](repeating: 10, count: 20))
            for level in Kernels.Level.allCases where Kernels(level: level) != nil {
                let run = try Program.run(classify, in: folder, environment: ["DIGITD_KERNELS": "\(level)"])
                #expect(run.status == 0 && run.errors == "")
                let found = try probabilities(of: run)
                #expect(found.map(\.count) == usual.map(\.count), "\(level)")
                for (found, expected) in zip(found, usual) {
                    #expect(zip(found, expected).allSatisfy { abs($0 - $1) < 1e-5 }, "\(level)")
                }
            }
        }
    }

    @Test func theSetThatWasNamedIsTheOneInUse() throws {
        try Program.withFolder { folder in
            let drawn = try Program.run(["draw", "--out", "d", "--count", "1", "--look", "clean"], in: folder)
            #expect(drawn.status == 0)
            let recipe = #"{"name": "tiny", "layers": ["dense 10"], "epochs": 1, "batch": 4, "chunk": 4, "heldOut": 1}"#
            try Data(recipe.utf8).write(to: folder.appending(path: "r.json"))
            let train = ["train", "--data", "d", "--recipe", "r.json", "--out", "m.safetensors"]
            let run = try Program.run(train, in: folder, environment: ["DIGITD_KERNELS": "portable"])
            #expect(run.status == 0, "\(run.errors)")
            let model = try ModelFile([UInt8](Data(contentsOf: folder.appending(path: "m.safetensors"))))
            #expect(model.metadata["kernels"] == "portable")
        }
    }

    @Test func whatTheProcessorCanNotRunIsRefused() throws {
        let run = try Program.run(["settings"], environment: ["DIGITD_KERNELS": "sse9"])
        #expect(run.status == 2 && run.output == "")
        #expect(run.errors.hasPrefix("digitd: error: DIGITD_KERNELS is 'sse9', and this processor can run portable"))
        #expect(run.errors.filter { $0 == "\n" }.count == 1)
        #expect(try Program.run(["--help"], environment: ["DIGITD_KERNELS": "sse9"]).status == 0)
        #expect(try Program.run(["settings"], environment: ["DIGITD_KERNELS": ""]).status == 0)
    }
}
