import Foundation
import Testing

@testable import Recognition

@Suite struct ModelLibraryTests {
    @Test func whatIsNoModelIsToldWithWhatCouldBe() throws {
        let error = #expect(throws: ModelLibraryError.self) { try ModelLibrary.locate("no-such-model") }
        #expect(try #require(error).path == "no-such-model")
        let text = ModelLibrary.missing("x", shipped: ["default", "mlp"], folders: ["/a"]).description
        #expect(text == "x is neither a file nor a model that ships (default, mlp); name one of those, or a path")
    }

    @Test func whereNoneShipsItIsSaidWhereTheyWereLookedFor() {
        let text = ModelLibrary.missing("default", shipped: [], folders: ["/a/share", "/share"]).description
        #expect(text.hasPrefix("default is no file, and the models that ship are not found beside the program "))
        #expect(text.contains("(looked in /a/share, /share); name the path of a model"))
    }

    @Test func whatIsNoRegularFileIsToldAsWhatItIs() throws {
        let folder = FileManager.default.temporaryDirectory.appending(path: "digitd-\(UUID().uuidString)")
        try FileManager.default.createDirectory(at: folder, withIntermediateDirectories: true)
        defer { try? FileManager.default.removeItem(at: folder) }
        let path = folder.path
        try #require(mkfifo("\(path)/pipe", 0o600) == 0)
        // Sparse: it takes no room.
        let large = try #require(fopen("\(path)/large.safetensors", "w"))
        #expect(ftruncate(fileno(large), off_t(ModelLibrary.sizeLimit) + 1) == 0)
        fclose(large)
        for (name, part) in [
            ("none.safetensors", "is not there; check the path"), ("", "is a folder; name a .safetensors file in it"),
            ("pipe", "is no regular file; copy it to a .safetensors file"),
            ("large.safetensors", "has 1073741825 bytes, more than any model"),
        ] {
            let error = #expect(throws: ModelLibraryError.self) { try ModelLibrary.bytes(of: "\(path)/\(name)") }
            #expect(error?.reason.contains(part) == true, "\(name): \(String(describing: error))")
        }
    }
}
