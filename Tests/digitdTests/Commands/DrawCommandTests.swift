import Foundation
import Imaging
import Testing

@testable import digitd

@Suite struct DrawCommandTests {
    /// Runs `body` with the path of a folder that is not there yet.
    func withFolder(_ body: (String) async throws -> Void) async throws {
        let folder = FileManager.default.temporaryDirectory.appending(path: UUID().uuidString)
        defer { try? FileManager.default.removeItem(at: folder) }
        try await body(folder.appending(path: "drawn").path)
    }

    func draw(_ arguments: [String]) async throws {
        let command = try #require(try Digitd.parseAsRoot(["draw"] + arguments) as? DrawCommand)
        try await command.run()
    }

    func files(_ folder: String) throws -> [String] {
        try FileManager.default.subpathsOfDirectory(atPath: folder).filter { $0.contains(".") }.sorted()
    }

    @Test func drawsAnImageFolderThatCanBeRepeated() async throws {
        try await withFolder { folder in
            try await draw(["--out", folder, "--count", "2", "--look", "clean", "paint", "--sides", "28-64"])
            let names = try files(folder)
            #expect(names.count == 20)
            for digit in 0...9 { #expect(names.filter { $0.hasPrefix("\(digit)/") }.count == 2) }
            try await draw(["--out", folder + "2", "--count", "2", "--look", "clean", "paint", "--sides", "28-64"])
            for name in names {
                let bytes = [UInt8](try Data(contentsOf: URL(filePath: "\(folder)/\(name)")))
                #expect(bytes == [UInt8](try Data(contentsOf: URL(filePath: "\(folder)2/\(name)"))))
                let picture = try PNGDecoder().decode(bytes)
                #expect((28...64).contains(picture.width) && (28...64).contains(picture.height))
            }
            await #expect(throws: Failure.self) {
                try await draw(["--out", folder, "--count", "2", "--look", "clean"])
            }
        }
    }

    @Test func handsLeanAndTurnToTheLeftToo() throws {
        let arguments = ["draw", "--out", "d", "--slant", "-0.3", "--turn", "-20"]
        let command = try #require(try Digitd.parseAsRoot(arguments) as? DrawCommand)
        #expect(command.slant == -0.3 && command.turn == -20)
        #expect(throws: (any Error).self) { try Digitd.parseAsRoot(["draw", "--out", "d", "--slant", "-0.7"]) }
    }

    @Test func slashesAfterTheFolderAreNoPartOfItsName() async throws {
        try await withFolder { folder in
            let arguments = ["--out", folder + "//", "--count", "1", "--look", "clean"]
            try await draw(arguments)
            #expect(try files(folder).count == 10)
            let failure = await #expect(throws: Failure.self) { try await draw(arguments) }
            let text = try #require(failure).description
            #expect(text.hasPrefix("\(folder)/") && !text.contains("//"), "\(text)")
        }
    }

    @Test func drawsSamplesWithWhatIsExpected() async throws {
        try await withFolder { folder in
            try await draw(["--out", folder, "--count", "1", "--samples"])
            let data = try Data(contentsOf: URL(filePath: "\(folder)/expected.json"))
            let expected = try #require(
                try JSONSerialization.jsonObject(with: data) as? [String: [String: Any]]
            )
            #expect(try files(folder) == (expected.keys + ["expected.json"]).sorted())
            #expect(expected.values.filter { $0["digit"] != nil }.count == 10)
            for (name, expectation) in expected {
                let bytes = [UInt8](try Data(contentsOf: URL(filePath: "\(folder)/\(name)")))
                let decodes = (try? PNGDecoder().decode(bytes)) != nil
                #expect(decodes == (expectation["status"] as? String != "rejected"), "\(name)")
            }
        }
    }

    /// Columns from black to white, 16 x 16.
    private func ramp(transparentRow: Int? = nil) -> RGBARaster {
        var pixels: [UInt8] = []
        for y in 0..<16 {
            for x in 0..<16 {
                pixels += [UInt8(17 * x), UInt8(17 * x), UInt8(17 * x), y == transparentRow ? 0 : 255]
            }
        }
        return RGBARaster(width: 16, height: 16, pixels: pixels)
    }

    /// Every encoding gives back the picture's lightness, up to the steps of 4 bits.
    @Test func encodingsKeepThePicture() throws {
        let reference = try PNGDecoder().decode(PNGEncoding.gray8.encode(ramp())).raster
        for encoding in PNGEncoding.allCases {
            #expect(try PNGDecoder().decode(encoding.encode(ramp())).raster == reference, "\(encoding)")
        }
    }

    /// Where the picture is transparent one sees the paper, and elsewhere the picture.
    @Test func encodingsKeepWhatIsTransparent() throws {
        let raster = ramp(transparentRow: 9)
        let encodings = PNGEncoding.fitting(raster)
        #expect(encodings == [.rgba8, .grayAlpha])
        var reference = try PNGDecoder().decode(PNGEncoding.gray8.encode(raster)).raster.pixels
        let row = 9 * 16..<10 * 16
        for encoding in encodings {
            let pixels = try PNGDecoder().decode(encoding.encode(raster)).raster.pixels
            let paper = Set(pixels[row])
            #expect(paper.count == 1, "\(encoding): \(paper)")
            reference.replaceSubrange(row, with: pixels[row])
            #expect(pixels == reference, "\(encoding)")
        }
    }

    @Test func leavingAllOutIsAUsageError() throws {
        try Program.withFolder { folder in
            let run = try Program.run(["draw", "--out", "d", "--style", "4", "--without", "4"], in: folder)
            #expect(run.status == 64 && run.errors.contains("--without leaves no way of writing"), "\(run.errors)")
            #expect(!FileManager.default.fileExists(atPath: folder.appending(path: "d").path))
        }
    }

    @Test(arguments: ["28", "64-28", "4-64", "28-5000", "a-b", "28-64-128"])
    func refusesOddSides(text: String) {
        #expect(SideRange(argument: text) == nil)
    }
}
