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

    @Test func jsonIsEscaped() {
        #expect("a/\"b\"".jsonQuoted == #""a/\"b\"""#)
        #expect("é\\\n".jsonQuoted == #""é\\\u000a""#)
    }
}
