import Glibc
import Testing

@testable import Spool

@Suite struct InboxMountsTests {
    @Test func eachFileSystemHasAWayOfItsOwn() {
        var mounts = InboxMounts()
        let entered = [([], 1), (Array("share/deep".utf8), 2), (Array("share".utf8), 2)].map { path, device in
            mounts.enter(UInt64(device), path: path)
        }
        #expect(entered == [true, true, false])
        #expect(mounts.polledPaths.isEmpty)
        let told = [IntakeNotice.PollingReason.fileSystem, .unannouncedFile].map { reason in
            mounts.poll(2, reason, path: Array("share".utf8))
        }
        #expect(told == [true, false], "told once")
        #expect(mounts.polledPaths == [Array("share".utf8)])
        #expect(mounts.all.map(\.reason) == [nil, .fileSystem])
    }

    @Test func theProbeOfAWatchedFolderIsSeen() throws {
        let root = try TemporaryRoot()
        let inbox = try root.layout.open(.inbox)
        var watcher = try InboxWatcher()
        try watcher.watch(inbox, path: [], at: 5)
        let since = watcher.watchedSince([])
        #expect(since == 5)
        // Left by a crash.
        try root.write(".digitd-probe", [])
        watcher.drain { _ in }
        watcher.probesSeen = []
        let isMade = watcher.makeProbe(in: inbox)
        #expect(isMade)
        watcher.drain { Issue.record("a probe is no file: \($0)") }
        let seen = watcher.probesSeen
        #expect(seen == [[]])
        #expect(Shell.run("[ -z \"$(ls -A '\(root.path)/inbox')\" ]") == 0)
    }

    /// A file of the probe's name that holds something is somebody's.
    @Test func aProbeReplacesNothing() throws {
        let root = try TemporaryRoot()
        try root.write(".digitd-probe", [1, 2, 3])
        let watcher = try InboxWatcher()
        let isMade = watcher.makeProbe(in: try root.layout.open(.inbox))
        #expect(!isMade)
        #expect(Shell.run("[ \"$(stat -c %s '\(root.path)/inbox/.digitd-probe')\" = 3 ]") == 0)
    }

    @Test func aFolderThatEventsDoNotReachIsTold() throws {
        let root = try TemporaryRoot()
        let notices = Notices()
        let intake = try Intake(root.layout) { notices.take($0) }
        try root.write("a.png")
        _ = intake.waitForBatch(limit: 1)
        #expect(intake.mounts == [InboxMount(path: [], reason: nil)])
        let device = try root.layout.open(.inbox).status().stamp.device
        intake.poll(device, .unannouncedFile, Array("x".utf8))
        #expect(intake.mounts == [InboxMount(path: [], reason: .unannouncedFile)])
        #expect(notices.list == [.polled(path: Array("x".utf8), .unannouncedFile)])
    }
}
