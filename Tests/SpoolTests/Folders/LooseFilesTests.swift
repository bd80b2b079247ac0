import Foundation
import Testing

@testable import Spool

@Suite struct LooseFilesTests {
    /// A folder with files of every kind.
    func withFolder(_ body: (String) throws -> Void) throws {
        let folder = FileManager.default.temporaryDirectory.appending(path: UUID().uuidString).path
        defer { try? FileManager.default.removeItem(atPath: folder) }
        try FileManager.default.createDirectory(atPath: folder + "/b.png/deep", withIntermediateDirectories: true)
        for name in ["c", "a.png", "b.png/x", "b.png/deep/y.PNG", ".hidden", "z.tmp", "z.part", "z~", "b.png/.h"] {
            try Data(name.utf8).write(to: URL(filePath: "\(folder)/\(name)"))
        }
        symlink("a.png", folder + "/link.png")
        symlink("b.png", folder + "/linked")
        mkfifo(folder + "/pipe.png", 0o600)
        try body(folder)
    }

    func files(_ path: String) throws -> [String] {
        try LooseFiles.files(at: Array(path.utf8)) { path, error in Issue.record("\(path) \(error)") }
            .map { String(decoding: $0, as: UTF8.self) }
    }

    @Test func everythingBelowInOrder() throws {
        try withFolder { folder throws in
            let expected = ["a.png", "b.png/deep/y.PNG", "b.png/x", "c"].map { "\(folder)/\($0)" }
            #expect(try files(folder) == expected)
            #expect(try files(folder + "/") == expected)
            // A link that is named is followed.
            #expect(try files(folder + "/linked") == ["\(folder)/linked/deep/y.PNG", "\(folder)/linked/x"])
            #expect(try files(folder + "/c") == ["\(folder)/c"])
            #expect(throws: SystemError.self) { try self.files(folder + "/none") }
        }
    }

    @Test func namesThatAreNotUTF8() throws {
        try withFolder { folder throws in
            let name = Array(folder.utf8) + Array("/c".utf8) + [0xFF]
            close(withCString(name) { creat($0, 0o600) })
            let found = try LooseFiles.files(at: Array(folder.utf8)) { _, _ in }
            #expect(found.contains(name))
            #expect(try LooseFiles.read(name, limit: 10) == .bytes([]))
        }
    }

    @Test func readsWithinTheLimit() throws {
        try withFolder { folder throws in
            let path = Array("\(folder)/a.png".utf8)
            #expect(try LooseFiles.read(path, limit: 5) == .bytes(Array("a.png".utf8)))
            #expect(try LooseFiles.read(path, limit: 4) == .tooLarge(5))
            var parts: [UInt8] = []
            try LooseFiles.readParts(path) { parts += $0 }
            #expect(parts == Array("a.png".utf8))
            #expect(throws: SystemError(number: EINVAL, call: "open")) {
                try LooseFiles.read(Array("\(folder)/pipe.png".utf8), limit: 5)
            }
            #expect(throws: SystemError(number: ENOENT, call: "open")) {
                try LooseFiles.read(Array("\(folder)/none".utf8), limit: 5)
            }
        }
    }
}
