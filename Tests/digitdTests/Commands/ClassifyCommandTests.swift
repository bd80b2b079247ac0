import Foundation
import Imaging
import Testing
import Training

@testable import digitd

/// The program itself: formats, exit status, what goes where.
@Suite struct ClassifyCommandTests {
    /// A folder with a model, two good pictures and a text file in a sub-folder named like a picture.
    func withPictures(_ body: (URL) throws -> Void) throws {
        try Program.withFolder { folder in
            try Program.writeModel(to: folder.appending(path: "m.safetensors"))
            var configuration = PracticeSet.Configuration()
            configuration.looks = [.clean]
            configuration.sides = 28...28
            let good = try PNGEncoding.gray8.encode(PracticeSet(configuration)[1].picture.raster())
            try FileManager.default.createDirectory(
                at: folder.appending(path: "p/y.png"),
                withIntermediateDirectories: true
            )
            try Data(good).write(to: folder.appending(path: "p/one, 1.png"))
            try Data(good).write(to: folder.appending(path: "p/TWO"))
            try Data("no picture".utf8).write(to: folder.appending(path: "p/y.png/x.png"))
            try body(folder)
        }
    }

    @Test(arguments: [
        ["classify", "p/TWO"], ["model", "show"], ["model", "export", "--out", "x.onnx"],
    ])
    func aRootWhoseModelCannotBeToldIsSaid(command: [String]) throws {
        try withPictures { folder in
            let missing = try Program.run(command + ["--root", "typo"], in: folder)
            #expect(missing.status == 2 && missing.output == "")
            #expect(missing.errors.contains("typo: no such folder (--root); name the root"), "\(missing.errors)")

            let file = try Program.run(command + ["--root", "p/TWO"], in: folder)
            #expect(file.status == 2 && file.output == "")
            #expect(file.errors.contains("p/TWO/models/current: leads to no model (Not a dir"), "\(file.errors)")

            let models = folder.appending(path: "r/models")
            try FileManager.default.createDirectory(at: models, withIntermediateDirectories: true)
            symlink("0007-gone.safetensors", models.appending(path: "current").path)
            let dangling = try Program.run(command + ["--root", "r"], in: folder)
            #expect(dangling.status == 2 && dangling.output == "")
            #expect(dangling.errors.contains("r/models/current: leads to no model (No such"), "\(dangling.errors)")
        }
    }

    @Test(arguments: [["--format", "csv"], ["--explain"]])
    func aPictureOnStandardInput(options: [String]) throws {
        try withPictures { folder in
            let arguments = ["classify", "--model", "m.safetensors"] + options
            let shell = { (command: String) in
                let process = Process()
                process.executableURL = URL(filePath: "/bin/sh")
                process.arguments = ["-c", command, "sh", Program.path.path] + arguments
                process.currentDirectoryURL = folder
                let output = Pipe()
                process.standardOutput = output
                try process.run()
                let text = String(decoding: output.fileHandleForReading.readDataToEndOfFile(), as: UTF8.self)
                process.waitUntilExit()
                #expect(process.terminationStatus == 0, "\(command)")
                return text
            }
            let expected = try Program.run(arguments + ["p/TWO"], in: folder).output
            for command in ["cat p/TWO | \"$@\" -", "\"$@\" - < p/TWO"] {
                #expect(try shell(command) == expected.replacing("p/TWO", with: "-"), "\(command)")
            }
        }
    }

    @Test func aModelThatIsNamedNeedsNoRoot() throws {
        try withPictures { folder in
            let run = try Program.run(["classify", "--root", "typo", "--model", "m.safetensors", "p/TWO"], in: folder)
            #expect(run.status == 0, "\(run.errors)")
        }
    }

    @Test func csvOfAFolder() throws {
        try withPictures { folder in
            let run = try Program.run(["classify", "--model", "m.safetensors", "--format", "csv", "p"], in: folder)
            #expect(run.status == 1)
            #expect(run.errors == "")
            let lines = run.output.split(separator: "\n").map(String.init)
            #expect(lines.count == 4)
            #expect(lines[0] == "file,status,digit,confidence")
            #expect(lines[1].hasPrefix("p/TWO,classified,"))
            #expect(lines[2].hasPrefix("\"p/one, 1.png\",classified,"))
            #expect(lines[3] == "p/y.png/x.png,rejected,,")
        }
    }

    @Test func ndjsonIsOfTheSchema() throws {
        try withPictures { folder in
            let run = try Program.run(
                ["classify", "--model", "m.safetensors", "--format", "ndjson", "p/TWO", "p/y.png/x.png"],
                in: folder
            )
            #expect(run.status == 1)
            let objects = try run.output.split(separator: "\n").map {
                try #require(try JSONSerialization.jsonObject(with: Data($0.utf8)) as? [String: Any])
            }
            #expect(objects.map { $0["file"] as? String } == ["p/TWO", "p/y.png/x.png"])
            #expect(objects[0]["status"] as? String == "classified")
            #expect((objects[0]["probabilities"] as? [Double])?.count == 10)
            #expect((objects[0]["model"] as? [String: String])?["name"] == "m")
            #expect((objects[1]["error"] as? [String: String])?["code"] == "not_png")
        }
    }

    @Test func goodPicturesAloneEndWith0() throws {
        try withPictures { folder in
            let run = try Program.run(["classify", "--model", "m.safetensors", "p/TWO"], in: folder)
            #expect(run.status == 0)
            #expect(run.output.hasPrefix("picture"))
            #expect(run.output.contains("classified"))
        }
    }

    @Test func explainsInWords() throws {
        try withPictures { folder in
            let run = try Program.run(
                ["classify", "--model", "m.safetensors", "--explain", "p/TWO", "p/y.png/x.png"],
                in: folder
            )
            #expect(run.status == 1)
            #expect(run.output.hasPrefix("p/TWO: "))
            #expect(run.output.contains("picture  28x28, "))
            #expect(run.output.contains("█"))
            #expect(run.output.contains("p/y.png/x.png: rejected (not_png)\n  not a PNG file"))
        }
    }

    @Test func explainsAsAContactSheet() throws {
        try withPictures { folder in
            let run = try Program.run(
                ["classify", "--model", "m.safetensors", "--format", "csv", "--explain", "--picture", "s.png", "p"],
                in: folder
            )
            #expect(run.status == 1 && run.errors == "")
            #expect(run.output.split(separator: "\n").count == 4)
            let sheet = try PNGDecoder().header(of: [UInt8](Data(contentsOf: folder.appending(path: "s.png"))))
            #expect(sheet.width == 3 * SheetCell(side: 84).width)
            let lost = try Program.run(
                ["classify", "--model", "m.safetensors", "--explain", "--picture", "none/s.png", "p/TWO"],
                in: folder
            )
            #expect(lost.status == 2 && lost.errors.contains("none/s.png can't be written"))
        }
    }

    /// A pattern after --picture gives it the first of the pictures; nothing that is there is written over.
    @Test(arguments: [
        (["one.png", "two.png", "three.png"], "one.png exists already; remove it or name another file"),
        (["two.png", "one.png", "./two.png"], "two.png is one of the pictures to read; name another file"),
        (["link.png", "two.png"], "link.png is one of the pictures to read; name another file"),
        (["three.png", "."], "three.png is one of the pictures to read; name another file"),
    ])
    func aContactSheetIsWrittenOverNoPicture(arguments: [String], part: String) throws {
        try withPictures { folder in
            let files = ["one.png", "two.png", "three.png"].map { folder.appending(path: $0) }
            let good = try Data(contentsOf: folder.appending(path: "p/TWO"))
            for file in files { try good.write(to: file) }
            symlink("two.png", folder.appending(path: "link.png").path)
            let command = ["classify", "--model", "m.safetensors", "--explain", "--picture"]
            let run = try Program.run(command + arguments, in: folder)
            #expect(run.status == 2 && run.output == "")
            #expect(run.errors == "digitd: error: \(part)\n")
            for file in files { #expect(try Data(contentsOf: file) == good) }
        }
    }

    @Test(arguments: [
        ["classify", "--explain", "--picture", "s.jpg", "x.png"],
        ["model", "show", "--explain", "x.png", "--picture", "s"],
        ["model", "history", "--picture", "s.png.txt"], ["finetune", "--picture", "s.PN"],
        ["train", "--data", "d", "--out", "m.safetensors", "--plot", "s.svg"],
    ])
    func aPictureThatIsNoPNGIsAUsageError(arguments: [String]) throws {
        let run = try Program.run(arguments)
        #expect(run.status == 64 && run.output == "")
        #expect(run.errors.contains(": pictures are written as PNG; give it a name that ends in .png"), "\(run.errors)")
    }

    @Test(arguments: [
        ["--picture", "s.png"], ["--explain", "--format", "csv"], ["--explain", "--picture", "s.png", "--side", "50"],
        ["--explain", "--picture", "s.png", "--columns", "0"],
    ])
    func explanationsThatMakeNoSenseAreUsageErrors(arguments: [String]) throws {
        let run = try Program.run(["classify"] + arguments + ["x.png"])
        #expect(run.status == 64 && run.output == "")
    }

    /// A name with a dash in front is no option: `*` puts it there, and an `h` in it would be a call for help.
    @Test(arguments: ["-hello.png", "-x.png", "-version", "-3h.png"])
    func aNameThatBeginsWithADashIsAUsageError(name: String) throws {
        let run = try Program.run(["classify", "a.png", name])
        #expect(run.status == 64 && run.output == "")
        let part = "'\(name)' is no option, they begin with two dashes; a file of that name is './\(name)'"
        #expect(run.errors.contains(part), "\(run.errors)")
        #expect(try Program.run(["classify", "--", name]).status == 2)
    }

    @Test func thresholdOfTheSettingsHolds() throws {
        try withPictures { folder in
            let run = try Program.run(
                ["classify", "--model", "m.safetensors", "--format", "csv", "p/TWO"],
                in: folder,
                environment: ["DIGITD_MIN_CONFIDENCE": "1"]
            )
            #expect(run.status == 0)
            #expect(run.output.contains("p/TWO,uncertain,"))
            let explained = try Program.run(
                ["classify", "--model", "m.safetensors", "--explain", "p/TWO"],
                in: folder,
                environment: ["DIGITD_MIN_CONFIDENCE": "1"]
            )
            #expect(explained.output.contains(" is below 1.000000\n"), "\(explained.output)")
        }
    }

    @Test(arguments: [
        (["--model", "m.safetensors", "p/none.png"], "p/none.png can't be read"),
        (["--model", "none.safetensors", "p"], "none.safetensors is not there; check the path"),
        (["--model", "p/TWO", "p"], "p/TWO"), (["--config", "none.yaml", "p"], "none.yaml can't be read"),
    ])
    func failuresAreOneLineThatNamesTheFile(arguments: [String], part: String) throws {
        try withPictures { folder in
            let run = try Program.run(["classify"] + arguments, in: folder)
            #expect(run.status == 2)
            #expect(run.output == "")
            #expect(run.errors.hasPrefix("digitd: error: "))
            #expect(run.errors.contains(part))
            #expect(run.errors.filter { $0 == "\n" }.count == 1)
        }
    }

    /// What can't be read is told, and all else is read.
    @Test func aPathThatIsNotThereKeepsNoOtherFromBeingRead() throws {
        try withPictures { folder in
            symlink("nowhere", folder.appending(path: "dangling.png").path)
            mkfifo(folder.appending(path: "pipe").path, 0o600)
            let run = try Program.run(
                ["classify", "--model", "m.safetensors", "--format", "csv"]
                    + ["none.png", "p/TWO", "dangling.png", "pipe", "p/one, 1.png"],
                in: folder
            )
            #expect(run.status == 2)
            let lines = run.output.split(separator: "\n")
            #expect(lines.count == 3 && lines[1].hasPrefix("p/TWO,") && lines[2].hasPrefix("\"p/one, 1.png\","))
            let errors = run.errors.split(separator: "\n")
            #expect(errors.count == 3, "\(run.errors)")
            #expect(errors[0].hasPrefix("digitd: error: none.png can't be read ("))
            #expect(errors[1].hasPrefix("digitd: error: dangling.png can't be read ("))
            #expect(errors[2] == "digitd: error: pipe is no regular file; save it to a file first")
        }
    }

    @Test func aFolderWithoutPicturesIsSaid() throws {
        try withPictures { folder in
            let empty = folder.appending(path: "empty")
            try FileManager.default.createDirectory(at: empty, withIntermediateDirectories: true)
            let run = try Program.run(["classify", "--model", "m.safetensors", "empty", "p/TWO"], in: folder)
            #expect(run.status == 0 && run.errors == "digitd: empty holds no pictures\n")
        }
    }

    @Test func currentModelOfARootThatIsGiven() throws {
        try withPictures { folder in
            let models = folder.appending(path: "root/models")
            try FileManager.default.createDirectory(at: models, withIntermediateDirectories: true)
            try Program.writeModel(to: models.appending(path: "mine.safetensors"))
            symlink("mine.safetensors", models.appending(path: "current").path)
            for environment in [["DIGITD_ROOT": "root"], [:]] {
                let root = environment.isEmpty ? ["--root", "root"] : []
                let run = try Program.run(
                    ["classify", "--format", "ndjson", "p/TWO"] + root,
                    in: folder,
                    environment: environment
                )
                #expect(run.status == 0)
                #expect(run.output.contains("\"model\": {\"name\": \"mine\""))
            }
            let list = try Program.run(["model", "list", "--root", "root"], in: folder)
            #expect(list.output.contains("* root/models/mine.safetensors"))
        }
    }
}
