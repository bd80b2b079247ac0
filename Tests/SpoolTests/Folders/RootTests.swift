import Foundation
import Testing

@testable import Spool

@Suite struct RootTests {
    @Test func missingFoldersAreMade() throws {
        let root = try TemporaryRoot()
        for name in ["inbox", "results", "processed", "review", "rejected", "labeled/0", "labeled/9", "models"] {
            var status = stat()
            #expect(stat(root.path + "/" + name, &status) == 0, "\(name)")
        }
        let deep = try SpoolLayout(root: root.path + "/deep/er/root")
        #expect(try deep.open(.inbox).status().kind == .folder)
    }

    @Test func aFileInAFoldersPlaceIsNamed() throws {
        let root = try TemporaryRoot()
        #expect(rmdir(root.path + "/review") == 0)
        try AtomicFile.write([1], to: root.path + "/review")
        #expect(throws: SpoolError.notAFolder(path: root.path + "/review")) { try SpoolLayout(root: root.path) }
    }

    @Test func theSecondIsRefusedAndTheHolderNamed() throws {
        let root = try TemporaryRoot()
        var lock: RootLock? = try RootLock(root.layout)
        #expect((try? RootHolder.of(root.path)) == getpid())
        #expect(throws: SpoolError.locked(root: root.path, holder: getpid())) { try RootLock(root.layout) }
        _ = try RootLock(root.layout, name: "other")
        lock = nil
        _ = lock
        #expect(eventually { (try? RootHolder.of(root.path)) == .some(nil) })
        #expect(eventually { (try? RootLock(root.layout)) != nil })
    }

    /// Those who ask who has it share it for a moment.
    @Test func aLockThatIsSharedForAMomentIsWaitedFor() throws {
        let root = try TemporaryRoot()
        let path = root.layout.path(of: .state) + "/lock"
        let asker = open(path, O_RDONLY | O_CREAT | O_CLOEXEC, 0o644)
        try #require(asker >= 0)
        defer { close(asker) }
        // It is waited for a tenth of a second; on a busy machine who asks may take longer, but not every time.
        let isTaken = (0..<20).contains { _ in
            guard flock(asker, LOCK_SH) == 0 else { return false }
            let hasAsked = DispatchSemaphore(value: 0)
            Thread.detachNewThread {
                usleep(20_000)
                flock(asker, LOCK_UN)
                hasAsked.signal()
            }
            defer { hasAsked.wait() }
            return (try? RootLock(root.layout)) != nil
        }
        #expect(isTaken)
    }

    @Test func theLockOfADeadProcessIsNoObstacle() throws {
        let root = try TemporaryRoot()
        let lock = root.layout.path(of: .state) + "/lock"
        // Another process takes the lock, says so, and is killed while it holds it.
        Shell.run("sh -c 'exec 9>>\"\(lock)\"; flock -x 9; echo $$ > \(root.path)/pid; exec sleep 60' &")
        #expect(eventually { access(root.path + "/pid", F_OK) == 0 })
        #expect(throws: SpoolError.self) { try RootLock(root.layout) }
        Shell.run("kill -KILL $(cat \(root.path)/pid)")
        #expect(eventually { (try? RootLock(root.layout)) != nil })
    }

    @Test func smallFilesAreWholeOrNotThere() throws {
        let root = try TemporaryRoot()
        let path = root.path + "/status.json"
        try AtomicFile.write(Array("one".utf8), to: path)
        try AtomicFile.write(Array("two".utf8), to: path)
        #expect(throws: SystemError(number: EEXIST, call: "renameat2")) {
            try AtomicFile.write(Array("three".utf8), to: path, replacing: .never)
        }
        let top = try Descriptor.openFolder(atPath: Array(root.path.utf8))
        let listing = try DirectoryListing(of: top)
        var names: [String] = []
        while let entry = try listing.next() { names.append(NameEscaping.text(entry.name)) }
        #expect(!names.contains { $0.hasSuffix(".tmp") })
        var bytes = [UInt8](repeating: 0, count: 10)
        let count = try top.open(Array("status.json".utf8), O_RDONLY).read(into: &bytes, count: 10)
        #expect(bytes[..<count].elementsEqual("two".utf8))
    }

    @Test func aHalfLineIsClosedBeforeTheNext() throws {
        let root = try TemporaryRoot()
        let path = root.path + "/models/history.jsonl"
        try AtomicFile.append(line: Array("{\"a\": 1}".utf8), to: path)
        try root.write("history.jsonl", Array("{\"a\": 1}\n{\"ha".utf8), in: .models)
        try AtomicFile.append(line: Array("{\"b\": 2}".utf8), to: path)
        #expect(try root.read("history.jsonl", in: .models).elementsEqual("{\"a\": 1}\n{\"ha\n{\"b\": 2}\n".utf8))
    }

    @Test func aFileHeldByAWriterIsSeen() throws {
        let root = try TemporaryRoot()
        try root.write("a.png")
        let inbox = try root.layout.open(.inbox)
        let name = Array("a.png".utf8)
        #expect(try eventually { try inbox.open(name, O_RDONLY).isHeldByWriter() == false })
        let writer = try inbox.open(name, O_WRONLY)
        #expect(try inbox.open(name, O_RDONLY).isHeldByWriter() == true)
        _ = writer.number
    }
}
