import Testing

@testable import Recognition

@Suite struct ModelLibraryTests {
    @Test func whatIsNoModelIsToldWithWhatCouldBe() throws {
        let error = #expect(throws: ModelLibraryError.self) { try ModelLibrary.locate("no-such-model") }
        let text = try #require(error).description
        #expect(text.hasPrefix("no-such-model is neither a file nor a model that ships ("), "\(text)")
        #expect(text.hasSuffix("); name one of those, or a path"), "\(text)")
    }
}
