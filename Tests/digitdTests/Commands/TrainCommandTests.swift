import Foundation
import Imaging
import Recognition
import Testing
import Training

@testable import digitd

@Suite struct TrainCommandTests {
    /// A folder with labelled pictures in `d` and a small recipe.
    private func withDigits(_ body: (URL) throws -> Void) throws {
        try Program.withFolder { folder in
            let drawing = ["draw", "--out", "d", "--count", "2", "--look", "clean", "--sides", "28-28"]
            #expect(try Program.run(drawing, in: folder).status == 0)
            let recipe = """
                {"name": "tiny", "layers": ["dense 10"], "epochs": 1, "batch": 4, "chunk": 4, "heldOut": 2}
                """
            try Data(recipe.utf8).write(to: folder.appending(path: "r.json"))
            try body(folder)
        }
    }

    /// What can't be written is said before the first epoch.
    @Test(arguments: [
        (["--out", "none/m.safetensors"], "none/m.safetensors can't be written (open: No such file or directory)"),
        (["--out", "r.json/m.safetensors"], "r.json/m.safetensors can't be written (open: Not a directory)"),
        (["--out", "m.safetensors", "--checkpoint", "d"], "d can't be written (open: Is a directory)"),
        (["--out", "m.safetensors", "--readings", "none/r.csv"], "name another file with --readings"),
        (["--out", "m.safetensors", "--checkpoint", "none/c"], "name another file with --checkpoint"),
        (["--out", "m.safetensors", "--plot", "none/p.png"], "name another file with --plot"),
    ])
    func whatCanNotBeWrittenIsSaidFirst(arguments: [String], part: String) throws {
        try withDigits { folder in
            let run = try Program.run(["train", "--data", "d", "--recipe", "r.json"] + arguments, in: folder)
            #expect(run.status == 2 && run.output == "")
            #expect(run.errors.contains(part), "\(run.errors)")
            #expect(run.errors.filter { $0 == "\n" }.count == 1)
            #expect(!FileManager.default.fileExists(atPath: folder.appending(path: "m.safetensors").path))
        }
    }

    /// What is written last would be all that is left, and a recipe is no place for anything.
    @Test(arguments: [
        (["--out", "m.safetensors", "--checkpoint", "m.safetensors"], "named by --out and by --checkpoint"),
        (["--out", "m.safetensors", "--checkpoint", "d/../m.safetensors"], "named by --out and by --checkpoint"),
        (["--out", "m.safetensors", "--checkpoint", "link"], "named by --recipe and by --checkpoint"),
        (["--out", "m.safetensors", "--readings", "r.json"], "--readings 'r.json' must end in .csv"),
    ])
    func noTwoFilesAreOne(arguments: [String], part: String) throws {
        try withDigits { folder in
            symlink("r.json", folder.appending(path: "link").path)
            let recipe = try Data(contentsOf: folder.appending(path: "r.json"))
            let run = try Program.run(["train", "--data", "d", "--recipe", "r.json"] + arguments, in: folder)
            #expect(run.status == 64 && run.errors.contains(part), "\(run.errors)")
            #expect(try Data(contentsOf: folder.appending(path: "r.json")) == recipe)
        }
    }

    /// A recipe's limit is one of the command line too: beyond it steps can't be counted any more.
    @Test(arguments: ["0", "100001", "9223372036854775807"])
    func epochsHaveALimit(_ epochs: String) throws {
        try withDigits { folder in
            let arguments = [
                "train", "--data", "d", "--recipe", "r.json", "--out", "m.safetensors", "--epochs", epochs,
            ]
            let run = try Program.run(arguments, in: folder)
            #expect(run.status == 64 && run.errors.contains("--epochs must be 1 to 100000"), "\(run.errors)")
        }
    }

    /// Killed while it cross-fits, it goes on there, to the same model, draws all epochs, and leaves nothing else.
    @Test func goesOnInCrossFitting() throws {
        try withDigits { folder in
            let recipe = """
                {"name": "tiny", "layers": ["dense 10"], "epochs": 2, "batch": 4, "chunk": 4, "heldOut": 2,
                "crossFit": {"folds": 2, "epochs": 2}}
                """
            try Data(recipe.utf8).write(to: folder.appending(path: "r.json"))
            let arguments = ["train", "--data", "d", "--recipe", "r.json", "--checkpoint", "c", "--plot", "p.png"]
            func contents(_ name: String) throws -> Data { try Data(contentsOf: folder.appending(path: name)) }
            let whole = try Program.run(arguments + ["--out", "whole.safetensors"], in: folder)
            #expect(whole.status == 0, "\(whole.errors)")
            let plot = try contents("p.png")

            // What the command leaves after the first epoch of the second fold.
            let pictures = try DataSource(folder.appending(path: "d").path).load(preparer: PicturePreparer()).images
            let run = try TrainingRun(
                recipe: try RecipeFile.load(folder.appending(path: "r.json").path),
                sources: [("d", pictures)],
                seed: 1
            )
            while !run.trainer.isFinished { try run.trainer.runEpoch() }
            struct Stop: Error {}
            var kept = TrainingCheckpoint(network: run.trainer.checkpoint())
            let checkpoints = TrainingRun.FoldCheckpoints(
                read: { _ in nil },
                write: { fold, bytes in
                    kept.folds[fold] = bytes
                    if fold == 1 { throw Stop() }
                }
            )
            #expect(throws: Stop.self) { try run.model(checkpoints: checkpoints) }
            try Data(try kept.bytes()).write(to: folder.appending(path: "c"))

            let resumed = try Program.run(arguments + ["--out", "part.safetensors"], in: folder)
            let lines = resumed.errors.split(separator: "\n")
            #expect(lines.count == 2 && lines.first == "going on from c", "\(resumed.errors)")
            #expect(lines.last?.hasPrefix("cross-fitting 2, epoch 2/2: loss ") == true, "\(resumed.errors)")
            #expect(try contents("whole.safetensors") == contents("part.safetensors"))
            #expect(try contents("p.png") == plot)
            #expect(try !FileManager.default.contentsOfDirectory(atPath: folder.path).contains("c"))
        }
    }

    @Test func noPictureIsDrawnOver() throws {
        try withDigits { folder in
            let names = try FileManager.default.contentsOfDirectory(atPath: folder.appending(path: "d/3").path)
            let name = try #require(names.first)
            let picture = "d/3/\(name)"
            let before = try Data(contentsOf: folder.appending(path: picture))
            let train = ["train", "--data", "d", "--recipe", "r.json", "--out", "m.safetensors", "--plot", picture]
            let run = try Program.run(train, in: folder)
            #expect(run.status == 2)
            #expect(run.errors == "digitd: error: \(picture) is one of the pictures to read; name another file\n")
            #expect(try Data(contentsOf: folder.appending(path: picture)) == before)
        }
    }

    /// The recipe of a model that ships goes by the model's name.
    @Test func recipesThatShipGoByName() throws {
        try withDigits { folder in
            let train = ["train", "--data", "d", "--out", "m.safetensors", "--recipe"]
            let found = try Program.run(train + ["classic"], in: folder)
            #expect(found.status == 2 && found.errors.contains("hold out 5000"), "\(found.errors)")
            let lost = try Program.run(train + ["clasic"], in: folder)
            #expect(lost.status == 2)
            #expect(lost.errors.contains("recipe clasic can't be read ("), "\(lost.errors)")
            #expect(lost.errors.contains("name another file or one of default, accurate"), "\(lost.errors)")
        }
    }
}
