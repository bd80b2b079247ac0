import Foundation
import Testing

@testable import digitd

@Suite struct EvaluateCommandTests {
    @Test func jsonOfAnImageFolder() throws {
        try Program.withFolder { folder in
            try Program.writeModel(to: folder.appending(path: "m.safetensors"))
            let drawn = try Program.run(
                ["draw", "--out", "d", "--count", "3", "--look", "clean", "--sides", "28-40"],
                in: folder
            )
            #expect(drawn.status == 0)
            try Data("no picture".utf8).write(to: folder.appending(path: "d/4/bad.png"))
            let run = try Program.run(
                ["evaluate", "--data", "d", "--model", "m.safetensors", "--format", "json"],
                in: folder
            )
            #expect(run.status == 0)
            let object = try #require(
                try JSONSerialization.jsonObject(with: Data(run.output.utf8)) as? [String: Any]
            )
            let confusion = try #require(object["confusion"] as? [[Int]])
            #expect((object["model"] as? [String: String])?["name"] == "m")
            #expect(object["data"] as? String == "d" && object["part"] is NSNull)
            #expect(object["images"] as? Int == 31)
            #expect(object["unread"] as? Int == 1)
            #expect(confusion.map { $0.reduce(0, +) } == [Int](repeating: 3, count: 10))
            let correct = (0..<10).reduce(0) { $0 + confusion[$1][$1] }
            #expect(object["correct"] as? Int == correct)
            #expect(abs((object["accuracy"] as? Double ?? 0) - Double(correct) / 31) < 1e-5)
            #expect(object["ece"] as? Double != nil)
            #expect(run.errors.contains("d/4/bad.png"))
        }
    }

    @Test func folderWithoutPicturesIsAFailure() throws {
        try Program.withFolder { folder in
            try Program.writeModel(to: folder.appending(path: "m.safetensors"))
            let run = try Program.run(["evaluate", "--data", ".", "--model", "m.safetensors"], in: folder)
            #expect(run.status == 2)
            #expect(run.output == "")
            #expect(run.errors.filter { $0 == "\n" }.count == 1)
        }
    }

    /// A small training from drawn digits: the same seed gives the same file, and the model is used.
    @Test func trainingIsRepeatableAndItsModelReads() throws {
        try Program.withFolder { folder in
            let drawn = try Program.run(
                ["draw", "--out", "d", "--count", "10", "--look", "clean", "--sides", "28-28"],
                in: folder
            )
            #expect(drawn.status == 0)
            let recipe = """
                {"name": "tiny", "layers": ["dense 10"], "epochs": 2, "batch": 16, "chunk": 16, "heldOut": 10}
                """
            try Data(recipe.utf8).write(to: folder.appending(path: "r.json"))
            for out in ["a", "b"] {
                let run = try Program.run(
                    [
                        "train", "--data", "d", "--recipe", "r.json", "--seed", "5", "--out", "\(out).safetensors",
                        "--readings", "\(out).csv",
                    ],
                    in: folder
                )
                #expect(run.status == 0, "\(run.errors)")
                #expect(run.output == "")
                #expect(run.errors.contains("epoch 2/2: loss "))
                #expect(run.errors.contains("held out"))
            }
            let first = try Data(contentsOf: folder.appending(path: "a.safetensors"))
            #expect(try first == Data(contentsOf: folder.appending(path: "b.safetensors")))
            let readings = try String(contentsOf: folder.appending(path: "a.csv"), encoding: .utf8)
            let lines = readings.split(separator: "\n")
            #expect(lines.count == 11 && lines[0] == "place,given,label,digit,confidence")
            #expect(try lines.dropFirst().allSatisfy { try #/\d+,\d,\d,\d,[01]\.\d+/#.wholeMatch(in: $0) != nil })
            let show = try Program.run(["model", "show", "a.safetensors"], in: folder)
            #expect(show.status == 0)
            #expect(show.output.contains("model        a\n"))
            #expect(show.output.contains("7,840"))
        }
    }

    /// A training that was interrupted goes on from its checkpoint to the same model, and leaves no checkpoint.
    @Test func anInterruptedTrainingGoesOn() throws {
        try Program.withFolder { folder in
            let drawing = ["draw", "--out", "d", "--count", "10", "--look", "clean", "--sides", "28-28"]
            #expect(try Program.run(drawing, in: folder).status == 0)
            let recipe = """
                {"name": "tiny", "layers": ["dense 10"], "epochs": 150, "batch": 16, "chunk": 16, "heldOut": 10}
                """
            try Data(recipe.utf8).write(to: folder.appending(path: "r.json"))
            let arguments = ["train", "--data", "d", "--recipe", "r.json"]
            let whole = try Program.run(arguments + ["--out", "whole.safetensors"], in: folder)
            #expect(whole.status == 0, "\(whole.errors)")

            let parts = arguments + ["--checkpoint", "c", "--out", "parts.safetensors"]
            let first = try Program.start(parts, in: folder)
            let checkpoint = folder.appending(path: "c").path
            while first.isRunning, !FileManager.default.fileExists(atPath: checkpoint) { usleep(1000) }
            // Not SIGINT, which a program ignores where the one that started the tests does.
            kill(first.processIdentifier, SIGKILL)
            first.waitUntilExit()
            try #require(first.terminationReason == .uncaughtSignal, "it ended before it was interrupted")
            #expect(FileManager.default.fileExists(atPath: checkpoint))
            let other = try Program.run(parts + ["--seed", "9"], in: folder)
            #expect(other.status == 2 && other.errors.contains("c is of another recipe, seed"), "\(other.errors)")
            let second = try Program.run(parts, in: folder)
            #expect(second.status == 0, "\(second.errors)")
            #expect(second.errors.contains("going on from c\n"))
            #expect(!FileManager.default.fileExists(atPath: checkpoint))
            let models = try ["whole", "parts"].map {
                try Data(contentsOf: folder.appending(path: "\($0).safetensors"))
            }
            #expect(models[0] == models[1])
        }
    }
}
