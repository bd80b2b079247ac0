import Glibc
import Testing

@testable import Spool

@Suite struct RetentionSweepTests {
    /// A root with one file of each kind there is, by hand.
    private func filled() throws -> TemporaryRoot {
        let root = try TemporaryRoot()
        for name in ["a.png", "sub/b.png"] {
            try root.write(name, in: .processed)
            try root.write(name + ".json", in: .results)
        }
        try root.write("no-result.png", in: .processed)
        try root.write("no-result.png", in: .rejected)
        try root.write("c.png", in: .rejected)
        try root.write("c.png.json", in: .results)
        try root.write("7/sub/d.png", in: .review)
        try root.write("sub/d.png.json", in: .results)
        try root.write("gone.png.json", in: .results)
        try root.write("odd%FF.png.json", in: .results)
        try root.write(".hidden", in: .results)
        try root.write("no-json", in: .results)
        return root
    }

    private func remove(_ root: TemporaryRoot, _ folder: SpoolFolder, atMost: Int = .max) throws -> Int {
        let sweep = RetentionSweep(root.layout, placements: ["7"], facts: { _ in nil })
        return try sweep.remove(from: folder, RetentionCutoff(filedBy: .max, atMost: atMost)) { false }
    }

    @Test func anOriginalGoesOnlyWhileItsResultStands() throws {
        let root = try filled()
        #expect(try remove(root, .processed) == 2)
        #expect(try root.files(.processed) == ["no-result.png"])
        #expect(try remove(root, .rejected) == 1)
        #expect(try root.files(.rejected) == ["no-result.png"])
        #expect(try root.files(.results).count == 7)
    }

    @Test func aResultGoesOnlyOnceItsOriginalIsGone() throws {
        let root = try filled()
        #expect(try remove(root, .results) == 1)
        #expect(!(try root.files(.results).contains("gone.png.json")))
        _ = try remove(root, .processed)
        _ = try remove(root, .rejected)
        #expect(try remove(root, .results) == 3)
        // For review, or no name of which the original's could be told, or no result.
        #expect(try root.files(.results) == ["no-json", "odd%FF.png.json", "sub/d.png.json"])
        #expect(try root.layout.open(.results).status(of: Array(".hidden".utf8)) != nil)
    }

    /// What a disk of its own has at its top is not digitd's; what may not be read holds up nothing else.
    @Test func otherFoldersAreLookedThroughWhereOneMayNotBeRead() throws {
        let root = try filled()
        try root.write("lost+found/#12", in: .processed)
        try root.write("lost+found/#12.json", in: .results)
        try root.write("aa/secret.png", in: .processed)
        try root.write("aa/secret.png.json", in: .results)
        let closed = "\(root.path)/processed/aa"
        var unreadable: [String] = []
        var sweep = RetentionSweep(root.layout, placements: ["7"], facts: { _ in nil })
        sweep.onUnreadable = { unreadable.append("\($0.rawValue)/\(NameEscaping.text($1)): \($2.number == EACCES)") }
        let cutoff = RetentionCutoff(filedBy: .max)
        func remove() throws -> Int { try sweep.remove(from: .processed, cutoff) { false } }
        try asNobody(closed) {
            let times = try sweep.times(in: .processed) { false }
            #expect(times.count == 3)
            #expect(try remove() == 2)
        }
        #expect(unreadable == Array(repeating: "processed/aa: true", count: 2))
        #expect(try root.files(.processed) == ["aa/secret.png", "lost+found/#12", "no-result.png"])
        #expect(try remove() == 1)
        // Nor a result's, whose original may lie in it.
        try root.write("aa/x.png.json", in: .results)
        try root.write("ab/x.png.json", in: .results)
        func removeResults() throws -> Int { try sweep.remove(from: .results, cutoff) { false } }
        unreadable = []
        var removed = 0
        try asNobody(closed) { removed = try removeResults() }
        #expect(removed == 4)
        #expect(Set(unreadable) == ["results/aa: true"])
        #expect(try root.files(.results).contains("aa/x.png.json"))
        #expect(!(try root.files(.results).contains("ab/x.png.json")))
    }

    /// Runs `body` without the right to read a folder, which root has whatever its mode is.
    private func asNobody(_ folder: String, _ body: () throws -> Void) throws {
        let isRoot = geteuid() == 0
        // The rights of this thread's file accesses alone.
        if isRoot {
            let command = "chown -R 65534 '\(folder)/../..' && chown 0 '\(folder)' && chmod 700 '\(folder)'"
            try #require(Shell.run(command) == 0)
            _ = setfsuid(65534)
        } else {
            try #require(chmod(folder, 0) == 0)
        }
        defer {
            _ = isRoot ? setfsuid(0) : chmod(folder, 0o700)
        }
        try body()
    }

    /// The content of a result that goes is nobody's duplicate any more, and its note goes too.
    @Test func aContentGoesWithItsResult() throws {
        let root = try TemporaryRoot()
        var configuration = Filing.Configuration()
        configuration.remembersContents = true
        try root.write("a.png", Pictures.picture(1))
        try StandIn.runOnce(root, configuration)
        let hash = StandIn.hash(Pictures.picture(1))
        let link = Array("content/".utf8) + hash.prefix(2)
        func hasLink() throws -> Bool {
            try root.layout.open(.state).openFolder(link).linkTarget(of: Array(hash.dropFirst(2))) != nil
        }
        #expect(try hasLink())
        Shell.run("rm '\(root.path)/processed/a.png'")
        let sweep = RetentionSweep(root.layout, placements: []) { _ in
            Verification.ResultFacts(sha256: hash, kind: .classified, isForReview: false, file: "a.png")
        }
        let removed = try sweep.remove(from: .results, RetentionCutoff(filedBy: .max)) { false }
        #expect(removed == 1)
        #expect(try !hasLink())
    }

    @Test func aResultStaysWhileItsOriginalCannotLeaveTheInbox() throws {
        let root = try TemporaryRoot()
        try root.write("sub/a.png")
        try root.write("sub/a.png.json", in: .results)
        #expect(try remove(root, .results) == 0)
        Shell.run("rm '\(root.path)/inbox/sub/a.png'")
        #expect(try remove(root, .results) == 1)
    }

    @Test func timeAndNumberAreKeptTo() throws {
        let root = try filled()
        let sweep = RetentionSweep(root.layout, placements: ["7"], facts: { _ in nil })
        let times = try sweep.times(in: .processed) { false }
        #expect(times.count == 3)
        let before = try #require(times.min()) - 1
        #expect(try sweep.remove(from: .processed, RetentionCutoff(filedBy: before)) { false } == 0)
        #expect(try remove(root, .processed, atMost: 1) == 1)
        #expect(try root.files(.processed).count == 2)
        #expect(try sweep.remove(from: .processed, RetentionCutoff(filedBy: .max)) { true } == 0)
    }

    @Test func bytesThatAreNotUTF8AreFoundByTheirResult() throws {
        let root = try TemporaryRoot()
        try root.write(Array("x".utf8) + [0xFF], Pictures.picture(), in: .processed)
        #expect(try remove(root, .processed) == 0)
        try root.write("x%FF.json", in: .results)
        #expect(try remove(root, .processed) == 1)
    }
}
