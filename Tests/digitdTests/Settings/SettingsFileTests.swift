import Foundation
import Testing

@testable import digitd

@Suite struct SettingsFileTests {
    func values(_ text: String) throws(SettingsError) -> [String: String] {
        try SettingsFile(text, file: "f").entries.mapValues(\.value)
    }

    @Test(arguments: [
        ("", [:]), ("---\n# only a comment\n\n", [:]), ("root: /srv/a b  # behind\n", ["root": "/srv/a b"]),
        ("a: 'it''s'\nb: \"q\\\"\\\\\" # c\n", ["a": "it's", "b": "q\"\\"]),
        ("a: x#y\r\nb:\t2\r\n", ["a": "x#y", "b": "2"]),
        ("a: C:/x\n", ["a": "C:/x"]), ("a: '# no comment'", ["a": "# no comment"]),
        ("  # indented\na: -5", ["a": "-5"]),
    ])
    func readsFlatYAML(text: String, expected: [String: String]) throws {
        #expect(try values(text) == expected)
    }

    @Test(arguments: [
        "a", "a:1", ": 1", "a: [1, 2]", "a: {b: 1}", "a: &x 1", "a: *x", "a: |", "a: - b", "- a", " a: 1", "a: 'open",
        "a: \"x\\q\"", "a: b: c", "a:", "a: # nothing", "a: 1\na: 2", "a: 'x' y", "a: 1\n---\nb: 2", "é: 1",
        "a: 1\n  b",
    ])
    func refusesTheRestOfYAML(text: String) {
        #expect(throws: SettingsError.self) { try self.values(text) }
    }

    @Test func repeatedKeyNamesBothLines() {
        #expect(throws: SettingsError.repeatedKey(file: "f", line: 3, key: "a", firstLine: 1)) {
            try self.values("a: 1\n\na: 2")
        }
    }

    @Test func aByteOrderMarkIsNamed() {
        let reason = "begins with a byte-order mark: save the file without one"
        #expect(throws: SettingsError.badLine(file: "f", line: 1, reason: reason)) {
            try self.values("\u{FEFF}a: 1\n")
        }
    }

    /// Whatever the bytes, reading ends with values or an error.
    @Test func anyTextEnds() {
        var generator = SystemRandomNumberGenerator()
        let alphabet = Array("ab_:#'\"\\ \t\n\r-[]{}é&*!|>%@`?,0")
        for _ in 0..<5_000 {
            let text = String((0..<Int.random(in: 0...40)).map { _ in alphabet.randomElement(using: &generator)! })
            _ = try? SettingsFile(text, file: "f")
        }
    }

    @Test func readsTheDisk() throws {
        let folder = FileManager.default.temporaryDirectory.appending(path: UUID().uuidString)
        try FileManager.default.createDirectory(at: folder, withIntermediateDirectories: true)
        defer { try? FileManager.default.removeItem(at: folder) }
        let path = folder.appending(path: "s.yaml").path
        #expect(try SettingsFile.text(at: path) == nil)
        try Data("a: 1\n".utf8).write(to: URL(filePath: path))
        #expect(try SettingsFile.text(at: path) == "a: 1\n")
        try Data([0x61, 0xFF]).write(to: URL(filePath: path))
        #expect(throws: SettingsError.unreadable(file: path, reason: "not UTF-8")) { try SettingsFile.text(at: path) }
        #expect(throws: SettingsError.unreadable(file: folder.path, reason: "Is a directory")) {
            try SettingsFile.text(at: folder.path)
        }
    }
}
