import Glibc
import Testing

@testable import Spool

/// A link to a folder of another file system stands for a mount; a plain folder in its place for the bare mount point.
@Suite(.enabled(if: MemoryDisk.isAnother, "/dev/shm is no file system of its own here"))
struct MountRecordTests {
    private let root: TemporaryRoot
    private let other: TemporaryRoot

    init() throws {
        root = try TemporaryRoot(below: "/tmp")
        other = try TemporaryRoot(below: MemoryDisk.path)
    }

    private func mount(_ folder: String) {
        #expect(rmdir("\(root.path)/\(folder)") == 0)
        #expect(symlink("\(other.path)/\(folder)", "\(root.path)/\(folder)") == 0)
    }

    private func unmount(_ folder: String) {
        #expect(unlink("\(root.path)/\(folder)") == 0)
        #expect(mkdir("\(root.path)/\(folder)", 0o755) == 0)
    }

    private var record: String { root.path + "/.digitd/mounts" }

    @Test func aRootWithoutMountsHasNoRecord() throws {
        _ = try Recovery.run(root.layout)
        #expect(access(record, F_OK) != 0)
    }

    @Test(arguments: ["inbox", "results", "processed"])
    func aStartWithoutAMountIsRefused(folder: String) throws {
        mount(folder)
        _ = try Recovery.run(root.layout)
        unmount(folder)
        let error = SpoolError.unmounted(path: "\(root.path)/\(folder)", record: record)
        #expect(throws: error) { try Recovery.run(root.layout) }
        #expect(throws: error, "it is not forgotten") { try Recovery.run(root.layout) }
        mount(folder)
        _ = try Recovery.run(root.layout)
    }

    @Test func whatIsOpenInAnInboxThatIsNotMountedIsNotTakenForFiled() throws {
        mount("inbox")
        _ = try Recovery.run(root.layout)
        for index in 0..<3 { try root.write("\(index).png", Pictures.picture(index)) }
        try StandIn.crash(root, after: .published(0))
        unmount("inbox")
        #expect(throws: SpoolError.self) { try Recovery.run(root.layout) }
        mount("inbox")
        let recovery = try Recovery.run(root.layout)
        #expect(recovery.finished.count == 1)
        try StandIn.runOnce(root)
        #expect(try Receipt(root.layout).counts.classified == 3)
    }

    @Test func whoRemovesTheRecordWantsAPlainFolder() throws {
        mount("review")
        _ = try Recovery.run(root.layout)
        unmount("review")
        #expect(unlink(record) == 0)
        _ = try Recovery.run(root.layout)
        #expect(access(record, F_OK) != 0)
    }
}
