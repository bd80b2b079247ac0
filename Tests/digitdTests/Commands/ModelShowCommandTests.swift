import Foundation
import Imaging
import Testing

@testable import digitd

/// The program itself.
@Suite struct ModelShowCommandTests {
    private func withPicture(_ body: (URL) throws -> Void) throws {
        try Program.withFolder { folder in
            try Program.writeModel(to: folder.appending(path: "m.safetensors"))
            var raster = GrayRaster(width: 60, height: 60, filledWith: 250)
            for y in 10..<50 { for x in 28..<33 { raster[x, y] = 20 } }
            try Data(PNGWriter().write(raster)).write(to: folder.appending(path: "one.png"))
            try Data(PNGWriter().write(GrayRaster(width: 30, height: 30, filledWith: 250)))
                .write(to: folder.appending(path: "bare.png"))
            try body(folder)
        }
    }

    @Test func aPictureIsLedThroughTheNetwork() throws {
        try withPicture { folder in
            let show = ["model", "show", "m.safetensors", "--explain", "one.png", "--label", "1"]
            let run = try Program.run(show, in: folder)
            #expect(run.status == 0 && run.errors == "")
            #expect(run.output.contains("one.png as the network sees it") && run.output.contains("cost against 1: "))
            let drawn = try Program.run(show + ["--node", "9", "--picture", "out.png"], in: folder)
            #expect(drawn.status == 0 && drawn.output == "")
            let picture = try PNGDecoder().header(of: [UInt8](Data(contentsOf: folder.appending(path: "out.png"))))
            #expect(picture.width > 400 && picture.height > 200)
        }
    }

    @Test(arguments: [
        (["--explain", "bare.png"], "bare.png holds no ink"), (["--explain", "none.png"], "none.png can't be read"),
        (["--explain", "m.safetensors"], "m.safetensors: not a PNG"),
        (["--explain", "one.png", "--node", "10"], "no node 10"),
        (["--explain", "one.png", "--picture", "none/x.png"], "none/x.png can't be written"),
    ])
    func failuresSayWhatIsWrong(arguments: [String], part: String) throws {
        try withPicture { folder in
            let run = try Program.run(["model", "show", "m.safetensors"] + arguments, in: folder)
            #expect(run.status == 2 && run.output == "")
            #expect(run.errors.contains(part) && run.errors.filter { $0 == "\n" }.count == 1)
        }
    }

    @Test func nothingIsDrawnOver() throws {
        try withPicture { folder in
            for (out, part) in [
                ("bare.png", "bare.png exists already"), ("one.png", "one.png is one of the pictures to read"),
            ] {
                let before = try Data(contentsOf: folder.appending(path: out))
                let show = ["model", "show", "m.safetensors", "--explain", "one.png", "--picture", out]
                let run = try Program.run(show, in: folder)
                #expect(run.status == 2 && run.output == "")
                #expect(run.errors.contains(part), "\(run.errors)")
                #expect(try Data(contentsOf: folder.appending(path: out)) == before)
            }
        }
    }

    @Test(arguments: [["--label", "1"], ["--explain", "one.png", "--label", "10"], ["--picture", "x.png"]])
    func whatMakesNoSenseIsAUsageError(arguments: [String]) throws {
        #expect(try Program.run(["model", "show"] + arguments).status == 64)
    }

    @Test func aModelOfTheRootGoesByItsNumberToo() throws {
        try Program.withFolder { folder in
            let models = folder.appending(path: "r/models")
            try FileManager.default.createDirectory(at: models, withIntermediateDirectories: true)
            try Program.writeModel(to: models.appending(path: "0001-abcdef01.safetensors"))
            let byPath = try Program.run(["model", "show", "r/models/0001-abcdef01.safetensors"], in: folder)
            #expect(byPath.status == 0, "\(byPath.errors)")
            for name in ["0001", "0001-abcdef01", "0001-abcdef01.safetensors"] {
                let run = try Program.run(["model", "show", "--root", "r", name], in: folder)
                #expect(run.status == 0 && run.output == byPath.output, "\(name): \(run.errors)")
            }
            let without = try Program.run(["model", "show", "0001"], in: folder)
            #expect(without.status == 2 && without.errors.contains("0001 is neither a file nor"), "\(without.errors)")
        }
    }
}
