import Testing

@testable import digitd

@Suite struct StringQuotingTests {
    @Test(arguments: [
        ("/srv/digits-2", "/srv/digits-2"), ("my digits", "'my digits'"), ("it's", #"'it'\''s'"#), ("", "''"),
        ("~x", "'~x'"), ("a$b", "'a$b'"),
    ])
    func aShellTakesItForOneWord(text: String, quoted: String) {
        #expect(text.shellQuoted == quoted)
    }
}
