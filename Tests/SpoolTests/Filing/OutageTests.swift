import Glibc
import Testing

@testable import Spool

/// File systems of a few hundred kilobytes that can be filled and made read-only; only root can mount them.
enum SmallDisk {
    static let isPossible =
        geteuid() == 0
        && {
            Shell.run(
                "d=$(mktemp -d) && mount -t tmpfs -o size=64k none $d 2>/dev/null && umount $d; r=$?; rmdir $d; exit $r"
            )
                == 0
        }()

    static func with(_ options: String, _ body: (String) throws -> Void) throws {
        let parent = try TemporaryRoot()
        let path = parent.path + "/disk"
        try #require(mkdir(path, 0o777) == 0)
        try #require(Shell.run("mount -t tmpfs -o \(options) none '\(path)'") == 0)
        defer { Shell.run("umount -l '\(path)'") }
        try body(path)
    }
}

/// What nobody can change, move or put files into, root neither; only root can make it so, and not everywhere.
enum Immutability {
    static let isPossible =
        geteuid() == 0
        && Shell.run(
            "d=$(mktemp -d /tmp/digitd-spool-XXXXXX) && chattr +i $d 2>/dev/null && chattr -i $d; "
                + "r=$?; rmdir $d; exit $r"
        )
            == 0
}

@Suite struct OutageTests {
    @Test(.enabled(if: SmallDisk.isPossible, "tmpfs cannot be mounted here"), arguments: [false, true])
    func aFullDiskIsWaitedOut(usesNamesAside: Bool) throws {
        try SmallDisk.with("size=400k") { disk in
            let root = try TemporaryRoot(below: disk)
            for index in 0..<10 { try root.write("\(index).png", Pictures.picture(index)) }
            let ballast = root.path + "/ballast"
            Shell.run("dd if=/dev/zero of='\(ballast)' bs=4k count=1000 status=none 2>/dev/null")
            let (intake, filing) = try parts(root, usesNamesAside)
            let files = try #require(intake.waitForBatch(limit: 100))
            let results = StandIn.work(files, intake, filing)
            #expect(results.count == 10)
            #expect(
                results.allSatisfy { if case .postponed(let outage) = $0 { outage.cause == .diskFull } else { false } }
            )
            #expect(intake.outage?.cause == .diskFull)
            #expect(try root.files(.inbox).count == 10)
            #expect(try root.files(.results) == [])
            unlink(ballast)
            while let files = intake.waitForBatch(limit: 100) { _ = StandIn.work(files, intake, filing) }
            #expect(intake.outage == nil)
            #expect(try root.files(.processed).count == 10)
            #expect(try root.files(.results).count == 10)
        }
    }

    @Test(.enabled(if: SmallDisk.isPossible, "tmpfs cannot be mounted here"))
    func aReadOnlyDiskIsWaitedOut() throws {
        try SmallDisk.with("size=1m") { disk in
            let root = try TemporaryRoot(below: disk)
            let lock = try RootLock(root.layout)
            try root.write("a.png")
            let (intake, filing) = try parts(root, false)
            let files = try #require(intake.waitForBatch(limit: 100))
            #expect(eventually { Shell.run("mount -o remount,ro '\(disk)' 2>/dev/null") == 0 })
            let results = StandIn.work(files, intake, filing)
            #expect(results.count == 1 && intake.outage?.cause == .readOnly)
            #expect(Shell.run("mount -o remount,rw '\(disk)'") == 0)
            while let files = intake.waitForBatch(limit: 100) { _ = StandIn.work(files, intake, filing) }
            #expect(try root.files(.processed) == ["a.png"])
            withExtendedLifetime(lock) {}
        }
    }

    @Test(.enabled(if: SmallDisk.isPossible, "tmpfs cannot be mounted here"))
    func anUnmountedInboxIsAnOutageNotADeletion() throws {
        let root = try TemporaryRoot()
        let inbox = root.layout.path(of: .inbox)
        try #require(Shell.run("mount -t tmpfs -o size=1m none '\(inbox)'") == 0)
        defer { Shell.run("umount -l '\(inbox)' 2>/dev/null") }
        try root.write("a.png", Pictures.picture(1))
        let (intake, filing) = try parts(root, false)
        while let files = intake.waitForBatch(limit: 100) { _ = StandIn.work(files, intake, filing) }
        #expect(try root.files(.processed) == ["a.png"])
        #expect(unmount(inbox), "nothing holds an idle inbox")
        var front = try IntakeFront(layout: root.layout)
        try front.checkInbox()
        #expect(Shell.run("mount -t tmpfs -o size=1m none '\(inbox)'") == 0)
        try front.checkInbox()
        front.rest()
        #expect(unmount(inbox))
        #expect(throws: SpoolOutage(cause: .unmounted, folder: .inbox)) { try front.checkInbox() }
    }

    /// By its rights, which changed after the file was read.
    @Test func aFolderThatCannotBeEnteredHoldsUpOnlyItsOwn() throws {
        let root = try TemporaryRoot()
        try root.write("s/a.png", Pictures.picture(1))
        try root.write("t/b.png", Pictures.picture(2))
        let (intake, filing) = try parts(root, false)
        let denied = SystemError(number: EACCES, call: "fstatat")
        filing.failure = { $0 == .lookAtOriginal(Array("s/a.png".utf8)) ? denied : nil }
        // One at a time: the first has nobody to go on with.
        var results: [FilingResult] = []
        while results.count < 2, let files = intake.waitForBatch(limit: 1) {
            results += StandIn.work(files, intake, filing)
            #expect(intake.outage == nil, "the inbox itself is well")
        }
        #expect(results.contains(.held(SpoolOutage(denied, in: .inbox))))
        #expect(try root.files(.processed) == ["t/b.png"])
        filing.failure = nil
        #expect(try StandIn.runOnce(root).count == 1)
        #expect(try root.files(.processed) == ["s/a.png", "t/b.png"])
    }

    /// A name with a colon on exFAT, a folder among the outputs with other rights.
    @Test(arguments: [(EINVAL, "a.png"), (EACCES, "s/a.png")])
    func whatCantBeFiledHoldsUpNothingElse(number: Int32, name: String) throws {
        let root = try TemporaryRoot()
        try root.writeClosed(name, Pictures.picture(1))
        let notices = Notices()
        let intake = try Intake(root.layout) { notices.take($0) }
        let filing = try Filing(root.layout)
        let error = SystemError(number: number, call: "linkat")
        filing.failure = { if case .publish = $0 { error } else { nil } }
        let outage = SpoolOutage(error, in: .results)
        #expect(StandIn.work(try #require(intake.waitForBatch(limit: 1)), intake, filing) == [.held(outage)])
        #expect(intake.outage == nil)
        #expect(notices.list.contains(.refused(path: Array(name.utf8), outage)))
        filing.failure = nil
        try root.writeClosed("b.png", Pictures.picture(2))
        _ = StandIn.work(try #require(intake.waitForBatch(limit: 1)), intake, filing)
        #expect(try root.files(.processed) == ["b.png"] && root.files(.inbox) == [name])
    }

    /// Where all of results/ can't be written to, that is an outage, whatever folder a file lies in.
    @Test func missingRightsOnAllResultsAreAnOutage() throws {
        let root = try TemporaryRoot()
        try root.write("s/a.png")
        let (_, filing) = try parts(root, false)
        let folder = InboxFolder(path: Array("s".utf8), descriptor: try root.layout.open(.inbox))
        let file = SpoolFile(folder: folder, name: Array("a.png".utf8), origin: .listed)
        let denied = SpoolOutage(SystemError(number: EACCES, call: "openat"), in: .results)
        #expect(filing.concernsItAlone(denied, file))
        #expect(rmdir(root.path + "/results") == 0)
        try AtomicFile.write([1], to: root.path + "/results")
        filing.folders.forget()
        #expect(!filing.concernsItAlone(denied, file))
    }

    /// What no file waits for is over, whatever it was.
    @Test func anOutageEndsWithTheFilesThatWaited() throws {
        let root = try TemporaryRoot()
        try root.write("a.png")
        let (intake, filing) = try parts(root, false)
        filing.failure = { if case .publish = $0 { SystemError(number: EROFS, call: "linkat") } else { nil } }
        _ = StandIn.work(try #require(intake.waitForBatch(limit: 1)), intake, filing)
        #expect(intake.outage?.cause == .readOnly)
        #expect(unlink(root.path + "/inbox/a.png") == 0)
        while let files = intake.waitForBatch(limit: 1) { _ = StandIn.work(files, intake, filing) }
        #expect(intake.outage == nil)
    }

    /// Nobody comes to mend it while a run of once waits.
    @Test func onceEndsWhereAFolderStaysUnusable() throws {
        let root = try TemporaryRoot()
        try root.write("a.png")
        let (intake, filing) = try parts(root, false)
        filing.failure = { if case .publish = $0 { SystemError(number: EROFS, call: "linkat") } else { nil } }
        var tries = 0
        while let files = intake.waitForBatch(limit: 1) {
            _ = StandIn.work(files, intake, filing)
            tries += 1
        }
        #expect(tries == 5 && intake.outage?.cause == .readOnly)
        #expect(try root.files(.inbox) == ["a.png"] && root.files(.results) == [])
        var backoff = Backoff()
        for _ in 0..<9 { _ = backoff.fail(SpoolOutage(cause: .readOnly, folder: .results), at: 0) }
        #expect(!backoff.isHopeless, "one try of nine lanes")
        for _ in 0..<4 { _ = backoff.fail(SpoolOutage(cause: .readOnly, folder: .results), at: backoff.until) }
        #expect(backoff.isHopeless)
        _ = backoff.fail(SpoolOutage(cause: .diskFull, folder: .results), at: backoff.until)
        #expect(!backoff.isHopeless, "somebody may make room")
    }

    @Test(.enabled(if: Immutability.isPossible, "nothing can be made immutable here"))
    func anOwedOriginalMovesWhereItsFolderWasRemoved() throws {
        let root = try TemporaryRoot(below: "/tmp")
        try root.write("s/a.png")
        try root.write("s/b.png", [1], in: .processed)
        let stuck = root.path + "/inbox/s"
        try #require(Shell.run("chattr +i '\(stuck)' 2>/dev/null") == 0)
        defer { Shell.run("chattr -i '\(stuck)' 2>/dev/null") }
        let (intake, filing) = try parts(root, false)
        _ = StandIn.work(try #require(intake.waitForBatch(limit: 1)), intake, filing)
        #expect(filing.owedCount == 1)
        Shell.run("rm -r '\(root.path)/processed/s'; chattr -i '\(stuck)'")
        #expect(filing.retryOwed().results.count == 1)
        #expect(try root.files(.processed) == ["s/a.png"])
    }

    @Test(.enabled(if: Immutability.isPossible, "nothing can be made immutable here"))
    func anOriginalThatCannotLeaveIsOwed() throws {
        let root = try TemporaryRoot(below: "/tmp")
        try root.write("a.png")
        try root.write("b.png", Pictures.picture(2))
        let stuck = root.path + "/inbox/a.png"
        try #require(Shell.run("chattr +i '\(stuck)' 2>/dev/null") == 0)
        defer { Shell.run("chattr -i '\(stuck)' 2>/dev/null") }
        let (intake, filing) = try parts(root, false)
        while let files = intake.waitForBatch(limit: 100) { _ = StandIn.work(files, intake, filing) }
        #expect(filing.owedCount == 1)
        #expect(try root.files(.results) == ["a.png.json", "b.png.json"])
        #expect(try root.files(.processed) == ["b.png"])
        Shell.run("chattr -i '\(stuck)'")
        let (files, results, _) = filing.retryOwed()
        intake.finish(files, results)
        // chattr changed the stamp: the result went and the file is read again.
        #expect(results == [.changed] && filing.owedCount == 0)
        #expect(try root.files(.results) == ["b.png.json"])
        while let files = intake.waitForBatch(limit: 100) { _ = StandIn.work(files, intake, filing) }
        #expect(try root.files(.processed) == ["a.png", "b.png"])
        #expect(try root.files(.results) == ["a.png.json", "b.png.json"])
    }

    /// A file where a folder below `review/` is to be made: what would go there waits, and nothing else.
    @Test func aFileInTheWayOfAPlacementHoldsUpOnlyWhatGoesThere() throws {
        let root = try TemporaryRoot()
        try root.write("7", [0], in: .review)
        let (intake, filing) = try parts(root, false)
        for index in 0..<6 { try root.write("\(index).png", Pictures.picture(index)) }
        let files = try #require(intake.waitForBatch(limit: 100))
        for file in files {
            let isDoubtful = file.name.first == UInt8(ascii: "3")
            _ = StandIn.work([file], intake, filing, to: isDoubtful ? .review(placement: "7") : .processed)
        }
        #expect(filing.owedCount == 1)
        #expect(try root.files(.processed).count == 5 && root.files(.inbox) == ["3.png"])
        #expect(try root.files(.results).count == 6)
        #expect(unlink("\(root.path)/review/7") == 0)
        let (owed, results, _) = filing.retryOwed()
        intake.finish(owed, results)
        #expect(try root.read("7/3.png", in: .review) == Pictures.picture(3))
    }

    @Test(.enabled(if: Immutability.isPossible, "nothing can be made immutable here"))
    func aFolderThatKeepsManyOriginalsHoldsUpOnlyItsOwn() throws {
        let root = try TemporaryRoot(below: "/tmp")
        for index in 0..<(Filing.mostOwed + 20) { try root.write("s/\(index).png", Pictures.picture(index)) }
        let stuck = root.path + "/inbox/s"
        try #require(Shell.run("chattr +i '\(stuck)' 2>/dev/null") == 0)
        defer { Shell.run("chattr -i '\(stuck)' 2>/dev/null") }
        let notices = Notices()
        let intake = try Intake(root.layout) { notices.take($0) }
        let filing = try Filing(root.layout)
        var count = 0
        while count < Filing.mostOwed + 20 {
            count += StandIn.work(try #require(intake.waitForBatch(limit: 64)), intake, filing).count
        }
        #expect((Filing.mostOwed..<(Filing.mostOwed + 64)).contains(filing.owedCount))
        try root.writeClosed("b.png", Pictures.picture(-1))
        _ = StandIn.work(try #require(intake.waitForBatch(limit: 64)), intake, filing)
        #expect(try root.files(.processed) == ["b.png"])
        #expect(intake.outage == nil)
        #expect(notices.list.count { if case .held = $0 { true } else { false } } == 1)
    }

    @Test(.enabled(if: SmallDisk.isPossible, "tmpfs cannot be mounted here"))
    func nothingIsWrittenWhereTheResultsAreNotMounted() throws {
        let root = try TemporaryRoot()
        let results = root.layout.path(of: .results)
        try #require(Shell.run("mount -t tmpfs -o size=1m none '\(results)'") == 0)
        defer { Shell.run("umount -l '\(results)' 2>/dev/null") }
        let (intake, filing) = try parts(root, false)
        try root.write("a.png", Pictures.picture(1))
        while let files = intake.waitForBatch(limit: 100) { _ = StandIn.work(files, intake, filing) }
        #expect(try root.files(.results) == ["a.png.json"])
        #expect(Shell.run("umount -l '\(results)'") == 0)

        try root.writeClosed("b.png", Pictures.picture(2))
        let late = try Intake(root.layout)
        let files = try #require(late.waitForBatch(limit: 100))
        _ = StandIn.work(files, late, filing)
        #expect(late.outage == SpoolOutage(cause: .unmounted, folder: .results))
        #expect(try root.files(.results) == [])
        #expect(try root.files(.inbox) == ["b.png"])
    }

    @Test(.enabled(if: Immutability.isPossible, "nothing can be made immutable here"))
    func aFolderThatCannotBeUsedHoldsUpOnlyItsOwn() throws {
        let root = try TemporaryRoot(below: "/tmp")
        let stuck = root.path + "/results/stuck"
        try #require(mkdir(stuck, 0o777) == 0 && Shell.run("chattr +i '\(stuck)' 2>/dev/null") == 0)
        defer { Shell.run("chattr -i '\(stuck)' 2>/dev/null") }
        try root.writeClosed("stuck/a.png")
        try root.writeClosed("b.png", Pictures.picture(2))
        let notices = Notices()
        let intake = try Intake(root.layout) { notices.take($0) }
        let filing = try Filing(root.layout)
        var files: [SpoolFile] = []
        while files.count < 2 { files += try #require(intake.waitForBatch(limit: 2 - files.count)) }
        _ = StandIn.work(files, intake, filing)
        #expect(try root.files(.processed) == ["b.png"])
        #expect(try root.files(.inbox) == ["stuck/a.png"])
        #expect(intake.outage == nil)
        let told = notices.list.filter { if case .refused = $0 { true } else { false } }
        guard case .refused(Array("stuck/a.png".utf8), let outage) = told.first else {
            Issue.record("\(notices.list)")
            return
        }
        #expect(outage.cause == .noPermission && told.count == 1)
        #expect(!notices.list.contains { if case .outage = $0 { true } else { false } }, "nothing would end it")
    }

    private func unmount(_ path: String) -> Bool {
        eventually { Shell.run("umount '\(path)' 2>/dev/null") == 0 }
    }

    private func parts(_ root: TemporaryRoot, _ usesNamesAside: Bool) throws -> (Intake, Filing) {
        var configuration = Intake.Configuration()
        configuration.once = true
        var filingConfiguration = Filing.Configuration()
        filingConfiguration.usesNamesAside = usesNamesAside
        return (
            try Intake(root.layout, configuration: configuration),
            try Filing(root.layout, configuration: filingConfiguration)
        )
    }
}
