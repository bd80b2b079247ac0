import Glibc
import Testing

@testable import Spool

/// Another file takes the name of an original in the moment in which it is filed.
@Suite struct OriginalMoverTests {
    enum Way: CaseIterable { case rename, copy, remove }

    @Test(arguments: Way.allCases)
    func aFileThatTookTheNameStaysInTheInbox(way: Way) throws {
        let root = try TemporaryRoot(below: "/tmp")
        let other = try elsewhere(root, way)
        try root.write("a.png", Pictures.picture(1))
        let inbox = try root.layout.open(.inbox)
        let name = Array("a.png".utf8)
        let stamp = try #require(try inbox.status(of: name)?.stamp)
        // The stamp was compared; then this comes in over it.
        try root.write("new.png", Pictures.picture(2, count: 50))
        #expect(rename(root.path + "/inbox/new.png", root.path + "/inbox/a.png") == 0)

        let folders = FilingFolders(root.layout, placements: [])
        var mover = OriginalMover(folders, lane: 0, usesNames: false)
        let entry = JournalEntry(
            path: name,
            stamp: stamp,
            sha256: [],
            resultSize: 1,
            resultFolder: [],
            originalFolder: [],
            name: SharedName(original: name, result: Array("a.png.json".utf8)),
            destination: way == .remove ? nil : .processed,
            kind: .classified
        )
        #expect(throws: SystemError.self) { try mover.move(entry, named: name, from: inbox) }
        #expect(try root.files(.inbox) == ["a.png"])
        #expect(try root.read("a.png", in: .inbox) == Pictures.picture(2, count: 50))
        #expect(try root.files(.processed) == [])
        withExtendedLifetime(other) {}
    }

    @Test(arguments: Way.allCases)
    func whatWasReadLeavesTheInbox(way: Way) throws {
        let root = try TemporaryRoot(below: "/tmp")
        let other = try elsewhere(root, way)
        try root.write("s/a.png", Pictures.picture(1))
        try StandIn.runOnce(root, to: way == .remove ? .delete : .processed)
        #expect(Shell.run("[ -z \"$(ls -A '\(root.path)/inbox/s')\" ]") == 0)
        if way != .remove { #expect(try root.read("s/a.png", in: .processed) == Pictures.picture(1)) }
        #expect(try Receipt(root.layout).counts.classified == 1)
        withExtendedLifetime(other) {}
    }

    /// For copies, `processed/` is a link to another file system.
    private func elsewhere(_ root: TemporaryRoot, _ way: Way) throws -> TemporaryRoot? {
        guard way == .copy else { return nil }
        let other = try TemporaryRoot(below: "/dev/shm")
        #expect(rmdir(root.path + "/processed") == 0)
        #expect(symlink(other.path + "/processed", root.path + "/processed") == 0)
        return other
    }
}
