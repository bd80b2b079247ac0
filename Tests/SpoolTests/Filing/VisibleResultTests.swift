import Glibc
import Testing

@testable import Spool

/// A result that is visible when the filing of its batch fails: its original is owed, and never read a second time
/// under another name.
@Suite struct VisibleResultTests {
    /// What happens once the cause is gone.
    enum After: CaseIterable {
        case goesOn
        case startsAnew
    }

    @Test(arguments: After.allCases)
    func theSyncOfItsFolderFails(after: After) throws {
        let root = try TemporaryRoot()
        let batch = try Batch(root, count: 2, durability: .file)
        batch.filing.failure = { $0 == .synchronizeNames(0) ? SystemError(number: EIO, call: "fsync") : nil }
        #expect(batch.work() == [.owed("0.png"), .postponed])
        #expect(try root.files(.results) == ["0.png.json"])
        #expect(try root.files(.inbox) == ["0.png", "1.png"])
        try finish(batch, after)
        try expectPairs(root, ["0.png", "1.png"])
    }

    @Test(arguments: [FilingCall.amendRecord(0), .renameResult(0)], After.allCases)
    func theNextNameCannotBeGiven(call: FilingCall, after: After) throws {
        let root = try TemporaryRoot()
        let batch = try Batch(root, count: 2, durability: .batch)
        batch.filing.stopsAfter = { step in
            if step == .published(0) { try? root.write("0.png", [9], in: .processed) }
            return false
        }
        batch.filing.failure = { $0 == call ? SystemError(number: EIO, call: "renameat2") : nil }
        #expect(batch.work() == [.owed("0.png"), .postponed])
        #expect(try root.files(.results) == ["0.png.json"])
        try finish(batch, after)
        #expect(try root.read("0.png", in: .processed) == [9])
        try expectPairs(root, ["0~2.png", "1.png"], besides: ["0.png"])
    }

    @Test func theNextNameCannotBeGivenAndTheFirstIsFreeAgain() throws {
        let root = try TemporaryRoot()
        let batch = try Batch(root, count: 1, durability: .batch)
        batch.filing.stopsAfter = { step in
            if step == .published(0) { try? root.write("0.png", [9], in: .processed) }
            return false
        }
        batch.filing.failure = { $0 == .renameResult(0) ? SystemError(number: EIO, call: "renameat2") : nil }
        #expect(batch.work() == [.owed("0.png")])
        unlink(root.path + "/processed/0.png")
        let (_, results, _) = batch.filing.retryOwed()
        #expect(results.map(Batch.Answer.init) == [.filed("0.png")])
        // Before the next record says so: the names in the last one are those of the result as it stood.
        #expect(try Receipt(root.layout).counts.classified == 1)
        #expect(try Recovery.run(root.layout).counts.classified == 1)
        try expectPairs(root, ["0.png"])
    }

    @Test(
        .enabled(if: MemoryDisk.isAnother, "/dev/shm is no file system of its own here"),
        arguments: After.allCases
    )
    func aLaterResultGetsNoName(after: After) throws {
        // The originals on another file system than the results: all results are named before the first one moves.
        let far = try TemporaryRoot(below: MemoryDisk.path)
        let root = try TemporaryRoot(below: "/tmp")
        #expect(rmdir(root.path + "/inbox") == 0)
        #expect(symlink(far.path, root.path + "/inbox") == 0)
        let batch = try Batch(root, count: 3, durability: .batch)
        batch.filing.failure = { $0 == .publish(1) ? SystemError(number: ENOSPC, call: "linkat") : nil }
        #expect(batch.work() == [.owed("0.png"), .postponed, .postponed])
        #expect(try root.files(.results) == ["0.png.json"])
        try finish(batch, after)
        try expectPairs(root, ["0.png", "1.png", "2.png"])
    }

    @Test(arguments: [FilingCall.synchronizeNames(0), .renameResult(0)])
    func whatIsOwedStaysUntilItsResultIsOnTheDisk(call: FilingCall) throws {
        let root = try TemporaryRoot()
        let batch = try Batch(root, count: 1, durability: call == .synchronizeNames(0) ? .file : .batch)
        let stuck = SystemError(number: EIO, call: "fsync")
        batch.filing.stopsAfter = { step in
            if call == .renameResult(0), step == .published(0) { try? root.write("0.png", [9], in: .processed) }
            return false
        }
        batch.filing.failure = { $0 == call ? stuck : nil }
        #expect(batch.work() == [.owed("0.png")])
        unlink(root.path + "/processed/0.png")
        batch.filing.failure = { $0 == .synchronizeOwed ? stuck : nil }
        #expect(batch.filing.retryOwed().files.isEmpty)
        #expect(batch.filing.owedCount == 1)
        #expect(try root.files(.inbox) == ["0.png"])
        batch.filing.failure = nil
        #expect(batch.filing.retryOwed().files.count == 1)
        try expectPairs(root, ["0.png"])
    }

    @Test(arguments: [Durability.file, .batch])
    func whatOnlyCouldNotMoveWaitsForNoSync(durability: Durability) throws {
        let root = try TemporaryRoot()
        let batch = try Batch(root, count: 1, durability: durability)
        batch.filing.stopsAfter = { step in
            // A file in the way of the folder of originals.
            if step == .published(0) { Shell.run("rm -rf '\(root.path)/processed'; touch '\(root.path)/processed'") }
            return false
        }
        #expect(batch.work() == [.owed("0.png")])
        unlink(root.path + "/processed")
        batch.filing.failure = { $0 == .synchronizeOwed ? SystemError(number: EIO, call: "fsync") : nil }
        #expect(batch.filing.retryOwed().files.count == 1)
        try expectPairs(root, ["0.png"])
    }

    /// Its result may still be taken back: a second file with the same content must not be skipped for it.
    @Test func aContentCountsAsSeenOnceItsOriginalHasMoved() throws {
        let root = try TemporaryRoot()
        let batch = try Batch(root, count: 1, durability: .file)
        let hash = StandIn.hash(Pictures.picture(0)), index = ContentIndex(root.layout)
        batch.failSecondLook()
        #expect(batch.work() == [.owed("0.png")])
        #expect(index.first(hash) == nil)
        #expect(batch.filing.retryOwed().results.count == 1)
        #expect(index.first(hash) == Array("0.png".utf8))
        try expectPairs(root, ["0.png"])
    }

    /// What lies in a folder that a person has taken out of the inbox is theirs.
    @Test(arguments: ["mv inbox/s away", "mv inbox/s away; mkdir inbox/s"])
    func nothingIsFetchedOutOfAFolderThatLeft(command: String) throws {
        let root = try TemporaryRoot()
        try root.write("s/0.png", Pictures.picture(0))
        let batch = try Batch(root, count: 0, durability: .file)
        batch.failSecondLook()
        #expect(batch.work() == [.owed("s/0.png")])
        #expect(Shell.run("cd '\(root.path)' && \(command)") == 0)
        #expect(batch.filing.retryOwed().results == [.vanished])
        #expect(access("\(root.path)/away/0.png", F_OK) == 0)
        #expect(try root.files(.processed) == [] && root.files(.results) == [])
    }

    /// The original has the name under which it leaves, and neither goes nor gets its own back; another file may have
    /// taken that meanwhile.
    @Test(arguments: [false, true])
    func aRemovalThatWasBrokenOffIsFinished(isNameTaken: Bool) throws {
        let root = try TemporaryRoot()
        let batch = try Batch(root, count: 1, durability: .file)
        batch.failSecondLook()
        let files = try #require(batch.intake.waitForBatch(limit: 1))
        let results = StandIn.work(files, batch.intake, batch.filing, to: .delete)
        #expect(results.count == 1 && batch.filing.owedCount == 1)
        let leaving = String(decoding: OriginalMover.leavingName(batch.filing.owed[0].entry), as: UTF8.self)
        #expect(rename("\(root.path)/inbox/0.png", "\(root.path)/inbox/\(leaving)") == 0)
        if isNameTaken { try root.write("0.png", [9]) }
        guard case .filed = try #require(batch.filing.retryOwed().results.first) else {
            Issue.record("its result is lost")
            return
        }
        #expect(access("\(root.path)/inbox/\(leaving)", F_OK) != 0)
        #expect(try root.files(.inbox) == (isNameTaken ? ["0.png"] : []))
        #expect(try root.files(.results) == ["0.png.json"])
        #expect(try Receipt(root.layout).counts.classified == 1)
    }

    private func finish(_ batch: Batch, _ after: After) throws {
        batch.filing.failure = nil
        batch.filing.stopsAfter = nil
        switch after {
        case .goesOn: batch.goOn()
        case .startsAnew:
            _ = try Recovery.run(batch.root.layout)
            try StandIn.runOnce(batch.root)
        }
    }

    /// Every original has left the inbox, with one result of its name and hash; the receipt says as much.
    private func expectPairs(_ root: TemporaryRoot, _ names: [String], besides others: [String] = []) throws {
        #expect(try root.files(.inbox) == [])
        #expect(try root.files(.processed) == (names + others).sorted())
        #expect(try root.files(.results) == names.map { $0 + ".json" })
        for name in names {
            let hash = String(decoding: StandIn.hash(try root.read(name, in: .processed)), as: UTF8.self)
            let result = String(decoding: try root.read(name + ".json", in: .results), as: UTF8.self)
            #expect(result.contains(hash), "\(name)")
        }
        #expect(try Receipt(root.layout).counts.classified == names.count)
        #expect(try Recovery.run(root.layout).counts.classified == names.count)
    }
}

/// Files in an inbox, and what works on them.
private final class Batch {
    /// What came of a file, without the cause.
    enum Answer: Equatable {
        case filed(String)
        case owed(String)
        case postponed
        case gone

        init(_ result: FilingResult) {
            self =
                switch result {
                case .filed(let names): .filed(String(decoding: names.original ?? [], as: UTF8.self))
                case .owed(let names, _): .owed(String(decoding: names.original ?? [], as: UTF8.self))
                case .postponed, .held: .postponed
                case .vanished, .changed: .gone
                }
        }
    }

    let root: TemporaryRoot
    let intake: Intake
    let filing: Filing

    init(_ root: TemporaryRoot, count: Int, durability: Durability) throws {
        self.root = root
        for index in 0..<count { try root.write("\(index).png", Pictures.picture(index)) }
        var configuration = Intake.Configuration()
        configuration.once = true
        intake = try Intake(root.layout, configuration: configuration)
        var filingConfiguration = Filing.Configuration()
        filingConfiguration.durability = durability
        filingConfiguration.remembersContents = true
        filing = try Filing(root.layout, configuration: filingConfiguration)
    }

    /// The original is well when its result gets its name, and can't be looked at when it is to move.
    func failSecondLook() {
        var looks = 0
        filing.failure = { call in
            guard case .lookAtOriginal = call else { return nil }
            looks += 1
            return looks == 2 ? SystemError(number: EIO, call: "fstatat") : nil
        }
    }

    /// Reads and files what waits, in the order of names.
    func work() -> [Answer] {
        guard let files = intake.waitForBatch(limit: 100) else { return [] }
        return StandIn.work(files.sorted { $0.displayPath < $1.displayPath }, intake, filing).map(Answer.init)
    }

    /// What the daemon does once the cause of a failure is gone.
    func goOn() {
        let (files, results, _) = filing.retryOwed()
        intake.finish(files, results)
        while let files = intake.waitForBatch(limit: 100) { _ = StandIn.work(files, intake, filing) }
    }
}
