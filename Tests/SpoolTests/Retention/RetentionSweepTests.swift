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
