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
}
