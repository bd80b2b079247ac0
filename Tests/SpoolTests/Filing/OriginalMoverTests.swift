import Glibc
import Synchronization
import Testing

@testable import Spool

/// Another file takes the name of an original in the moment in which it is filed.
@Suite struct OriginalMoverTests {
    enum Way: CaseIterable {
        case rename, copy, remove

        static let possible = allCases.filter { $0 != .copy || MemoryDisk.isAnother }
    }

    @Test(arguments: Way.possible)
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

        var mover = OriginalMover(FilingFolders(root.layout, placements: []), lane: 0, usesNames: false) {}
        let entry = entry(name, stamp, way == .remove ? nil : .processed)
        #expect(throws: SystemError.self) { try mover.move(entry, named: name, from: inbox) }
        #expect(try root.files(.inbox) == ["a.png"])
        #expect(try root.read("a.png", in: .inbox) == Pictures.picture(2, count: 50))
        #expect(try root.files(.processed) == [])
        withExtendedLifetime(other) {}
    }

    @Test(arguments: Way.possible)
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

    /// Where a rename is a link and an unlink, and the unlink fails: whatever it has done, one name stays.
    @Test func aSecondNameGoesOnlyWhereTheFirstStays() throws {
        let root = try TemporaryRoot()
        let (inbox, processed) = (try root.layout.open(.inbox), try root.layout.open(.processed))
        func takeBack() -> Int32 { inbox.takeBack("new", in: processed, keeping: "old", after: EACCES) }
        let (old, new) = (root.path + "/inbox/old", root.path + "/processed/new")
        try root.write("old")
        #expect(link(old, new) == 0)
        #expect(takeBack() == EACCES)
        #expect(try root.files(.inbox) == ["old"] && root.files(.processed) == [])
        #expect(takeBack() == EACCES, "there is no second one")
        #expect(rename(old, new) == 0)
        #expect(takeBack() == 0, "the call had done its work")
        try root.write("old", Pictures.picture(2))
        #expect(takeBack() == 0, "another file has its name by now")
        #expect(try root.files(.inbox) == ["old"] && root.files(.processed) == ["new"])
    }

    @Test(.enabled(if: MemoryDisk.isAnother, "/dev/shm is no file system of its own here"))
    func aCopyKeepsRightsAndOwner() throws {
        let root = try TemporaryRoot(below: "/tmp")
        let other = try elsewhere(root, .copy)
        try root.write("a.png")
        let path = root.path + "/inbox/a.png"
        #expect(chmod(path, 0o604) == 0)
        if geteuid() == 0 { #expect(chown(path, 1234, 1235) == 0) }
        try StandIn.runOnce(root)
        var status = stat()
        #expect(stat(root.path + "/processed/a.png", &status) == 0)
        #expect(status.st_mode & 0o777 == 0o604)
        if geteuid() == 0 { #expect(status.st_uid == 1234 && status.st_gid == 1235) }
        withExtendedLifetime(other) {}
    }

    @Test(.enabled(if: MemoryDisk.isAnother && MemoryDisk.room > 48 << 20, "/dev/shm has no room for it here"))
    func theCopyOfAHugeOriginalTellsOfItsProgress() throws {
        let root = try TemporaryRoot(below: "/tmp")
        let other = try elsewhere(root, .copy)
        let name = Array("a.png".utf8)
        let bytes = [UInt8](repeating: 7, count: 40 << 20)
        try root.write(name, bytes, in: .inbox)
        let inbox = try root.layout.open(.inbox)
        let stamp = try #require(try inbox.status(of: name)?.stamp)
        let calls = Mutex(0)
        var mover = OriginalMover(FilingFolders(root.layout, placements: []), lane: 0, usesNames: false) {
            calls.withLock { $0 += 1 }
        }
        try mover.move(entry(name, stamp, .processed), named: name, from: inbox)
        #expect(calls.withLock(\.self) == 3, "one every 16 MB")
        #expect(try root.read("a.png", in: .processed) == bytes)
        withExtendedLifetime(other) {}
    }

    /// Every ten seconds the disk would be filled to the last byte, for nothing.
    @Test(.enabled(if: SmallDisk.isPossible, "tmpfs cannot be mounted here"))
    func whatDoesNotFitIsNotBegun() throws {
        try SmallDisk.with("size=1m") { disk in
            let root = try TemporaryRoot(below: "/tmp")
            #expect(rmdir(root.path + "/processed") == 0)
            #expect(symlink(disk, root.path + "/processed") == 0)
            let name = Array("a.png".utf8)
            try root.write(name, [UInt8](repeating: 7, count: 2 << 20), in: .inbox)
            let inbox = try root.layout.open(.inbox)
            let stamp = try #require(try inbox.status(of: name)?.stamp)
            let calls = Mutex(0)
            var mover = OriginalMover(FilingFolders(root.layout, placements: []), lane: 0, usesNames: false) {
                calls.withLock { $0 += 1 }
            }
            let full = SystemError(number: ENOSPC, call: "write")
            #expect(throws: full) { try mover.move(entry(name, stamp, .processed), named: name, from: inbox) }
            #expect(calls.withLock(\.self) == 0)
            #expect(try root.files(.inbox) == ["a.png"])
        }
    }

    private func entry(_ name: [UInt8], _ stamp: FileStamp, _ destination: SpoolFolder?) -> JournalEntry {
        JournalEntry(
            path: name,
            stamp: stamp,
            sha256: [],
            resultSize: 1,
            resultFolder: [],
            originalFolder: [],
            name: SharedName(original: name, result: name + Array(".json".utf8)),
            destination: destination,
            kind: .classified
        )
    }

    /// For copies, `processed/` is a link to another file system.
    private func elsewhere(_ root: TemporaryRoot, _ way: Way) throws -> TemporaryRoot? {
        guard way == .copy else { return nil }
        let other = try TemporaryRoot(below: MemoryDisk.path)
        #expect(rmdir(root.path + "/processed") == 0)
        #expect(symlink(other.path + "/processed", root.path + "/processed") == 0)
        return other
    }
}
