import Glibc
import Testing

@testable import Spool

/// Stops the filing after each of its steps, as a crash would, and starts again.
@Suite struct RecoveryTests {
    private static let steps: [FilingStep] = [
        .written(0), .written(2), .recorded, .synchronized, .published(0), .moved(0), .published(1), .moved(1),
        .published(2), .moved(2),
    ]

    @Test(arguments: steps, [false, true])
    func everyFileHasOneOutcomeWhereverItStops(step: FilingStep, usesNamesAside: Bool) throws {
        let root = try TemporaryRoot(below: "/tmp")
        for index in 0..<3 { try root.write("s/\(index).png", Pictures.picture(index)) }
        try StandIn.crash(root, after: step, usesNamesAside: usesNamesAside)
        let before = try Receipt(root.layout).counts
        let left = try root.files(.inbox).count
        #expect(before.classified == 3 - left)
        let recovery = try Recovery.run(root.layout)
        let leftAfter = try root.files(.inbox).count
        #expect(recovery.counts.classified == 3 - leftAfter)
        // Where the disk may bring names in another order, all results get theirs before the first original moves.
        let ordering = try NameOrdering(results: root.layout.open(.results), state: root.layout.open(.state))
        let isOneByOne = ordering.keepsOrder(with: try root.layout.open(.inbox).status().stamp.device)
        let (visible, moved): (Int, Int) =
            switch step {
            case .published(let index): (index + 1, isOneByOne ? index : 0)
            case .moved(let index): (isOneByOne ? index + 1 : 3, index + 1)
            default: (0, 0)
            }
        #expect(recovery.finished.count == visible - moved)
        #expect((recovery.removedAside > 0) == (usesNamesAside && visible < 3))
        try StandIn.runOnce(root)
        try expectThreeOutcomes(root)
        #expect(try Receipt(root.layout).counts.classified == 3)
        #expect(try Recovery.run(root.layout).counts.classified == 3)
        #expect(try Recovery.run(root.layout).counts.classified == 3, "what is counted in is not counted again")
    }

    @Test(
        arguments: [FilingStep.published(0), .moved(0)],
        [RecoveryStep.finished(0), .finished(2), .cleared, .counted]
    )
    func aCrashOfTheRecoveryIsNoHarm(step: FilingStep, second: RecoveryStep) throws {
        let root = try TemporaryRoot()
        for index in 0..<3 { try root.write("s/\(index).png", Pictures.picture(index)) }
        try StandIn.crash(root, after: step)
        for _ in 0..<2 {
            #expect(throws: SpoolError.self) { try Recovery.run(root.layout, stopsAfter: { $0 == second }) }
            #expect(try Receipt(root.layout).counts.classified == 3 - root.files(.inbox).count)
        }
        #expect(try Recovery.run(root.layout).counts.classified == 1)
        try StandIn.crash(root, after: .published(1))
        _ = try Recovery.run(root.layout)
        try StandIn.runOnce(root)
        try expectThreeOutcomes(root)
        #expect(try Receipt(root.layout).counts.classified == 3)
    }

    @Test func aRemovalIsFinished() throws {
        let root = try TemporaryRoot()
        for index in 0..<3 { try root.write("s/\(index).png", Pictures.picture(index)) }
        try StandIn.crash(root, after: .published(1), to: .delete)
        let recovery = try Recovery.run(root.layout)
        #expect(recovery.finished.count == 1)
        try StandIn.runOnce(root, to: .delete)
        #expect(try root.files(.results) == ["s/0.png.json", "s/1.png.json", "s/2.png.json"])
        #expect(try root.files(.inbox) == [])
        #expect(try Receipt(root.layout).counts.deleted == 3)
    }

    @Test func anOriginalThatWasLeavingGoesOrComesBack() throws {
        let root = try TemporaryRoot()
        for index in 0..<3 { try root.write("s/\(index).png", Pictures.picture(index)) }
        try StandIn.crash(root, after: .published(1), to: .delete)
        let inbox = root.path + "/inbox/s/"
        let record = try #require(try JournalRecord.all(in: root.layout.open(.state)).lanes.first?.last)
        for entry in record.entries {
            let name = String(decoding: SpoolPath.split(entry.path).name, as: UTF8.self)
            let leaving = inbox + String(decoding: OriginalMover.leavingName(entry), as: UTF8.self)
            guard try root.files(.results).contains("s/\(name).json") else { continue }
            _ = rename(inbox + name, leaving)
        }
        _ = try Recovery.run(root.layout)
        #expect(Shell.run("! ls -A '\(inbox)' | grep -q leaving") == 0)
        try StandIn.runOnce(root, to: .delete)
        #expect(try root.files(.results) == ["s/0.png.json", "s/1.png.json", "s/2.png.json"])
        #expect(try root.files(.inbox) == [])
        #expect(try Receipt(root.layout).counts.deleted == 3)
    }

    /// A boot or another mount gives file systems other numbers.
    @Test func theNumberOfTheFileSystemMayBeAnother() throws {
        let root = try TemporaryRoot()
        for index in 0..<3 { try root.write("s/\(index).png", Pictures.picture(index)) }
        try StandIn.crash(root, after: .published(1))
        let state = try root.layout.open(.state)
        let (lanes, names) = try JournalRecord.all(in: state)
        var record = try #require(lanes.first?.last)
        for name in names { try state.remove(name) }
        for index in record.entries.indices { record.entries[index].stamp.device += 1 }
        var journal = try Journal(state, lane: 0, generation: record.generation)
        try journal.begin(record.entries, synchronized: false)
        let recovery = try Recovery.run(root.layout)
        #expect(recovery.finished.count == 1)
        try StandIn.runOnce(root)
        try expectThreeOutcomes(root)
    }

    /// Where a rename is a link and an unlink, a kill may come in between.
    @Test(arguments: [Outcome.Destination.processed, .delete])
    func anOriginalOfTwoNamesLosesTheOldOne(destination: Outcome.Destination) throws {
        let root = try TemporaryRoot()
        try root.write("s/a.png", Pictures.picture(1))
        try StandIn.crash(root, after: .published(0), to: destination)
        let state = try root.layout.open(.state)
        let entry = try #require(try JournalRecord.all(in: state).lanes.joined().last?.entries.first)
        let leaving = "inbox/s/" + String(decoding: OriginalMover.leavingName(entry), as: UTF8.self)
        let new = destination == .delete ? leaving : "processed/s/a.png"
        #expect(Shell.run("cd '\(root.path)' && mkdir -p processed/s && ln inbox/s/a.png '\(new)'") == 0)
        #expect(try Recovery.run(root.layout).finished.count == 1)
        #expect(try root.files(.inbox) == [] && access("\(root.path)/\(leaving)", F_OK) != 0)
        #expect(try root.files(.processed) == (destination == .delete ? [] : ["s/a.png"]))
        #expect(try root.files(.results) == ["s/a.png.json"])
        #expect(try Receipt(root.layout).counts.classified == 1)
    }

    /// A person has it read again: by a link, and without the result it had.
    @Test func aLinkToWhatWasFiledIsANewDrop() throws {
        let root = try TemporaryRoot()
        try root.write("a.png", Pictures.picture(1))
        try StandIn.runOnce(root)
        #expect(Shell.run("cd '\(root.path)' && rm results/a.png.json && ln processed/a.png inbox/a.png") == 0)
        #expect(try Recovery.run(root.layout).finished.isEmpty)
        #expect(try root.files(.inbox) == ["a.png"])
        try StandIn.runOnce(root)
        #expect(try root.files(.results).count == 1 && root.files(.inbox) == [])
    }

    /// With `duplicates`, a content whose result is taken back has not been seen.
    @Test(.enabled(if: Immutability.isPossible, "nothing can be made immutable here"))
    func aResultThatIsTakenBackLeavesNoTraceInTheIndex() throws {
        let root = try TemporaryRoot(below: "/tmp")
        try root.write("s/a.png", Pictures.picture(1))
        let folder = root.path + "/inbox/s"
        try #require(Shell.run("chattr +i '\(folder)' 2>/dev/null") == 0)
        defer { Shell.run("chattr -i '\(folder)' 2>/dev/null") }
        var configuration = Filing.Configuration()
        configuration.remembersContents = true
        try StandIn.runOnce(root, configuration)
        #expect(try root.files(.results) == ["s/a.png.json"])
        let contents = ContentIndex(root.layout)
        let hash = StandIn.hash(Pictures.picture(1))
        // As an earlier version left it, which took a content in when its result became visible.
        let state = try root.layout.open(.state)
        contents.enter(try #require(try JournalRecord.all(in: state).lanes.joined().last?.entries.first))
        #expect(contents.first(hash) == Array("s/a.png".utf8))
        #expect(try Recovery.run(root.layout).takenBack.count == 1)
        #expect(try root.files(.results) == [])
        #expect(contents.first(hash) == nil)
    }

    @Test func aFileThatWasPutBackByAPersonIsANewDrop() throws {
        let root = try TemporaryRoot()
        for index in 0..<3 { try root.write("s/\(index).png", Pictures.picture(index)) }
        try StandIn.crash(root, after: .moved(0))
        let moved = try #require(try root.files(.processed).first)
        Shell.run("mv '\(root.path)/processed/\(moved)' '\(root.path)/inbox/\(moved)'")
        #expect(try Recovery.run(root.layout).finished.isEmpty)
        try StandIn.runOnce(root)
        #expect(try root.files(.processed).contains(moved.dropLast(4) + "~2.png"))
        #expect(try root.files(.results).count == 4)
    }

    @Test func aFinishedCopyIsNotMadeTwice() throws {
        let root = try TemporaryRoot()
        for index in 0..<3 { try root.write("s/\(index).png", Pictures.picture(index)) }
        try StandIn.crash(root, after: .published(0))
        // As after a copy to another file system whose original was not removed any more.
        let first = try root.files(.results)[0].dropLast(5)
        Shell.run(
            "mkdir -p '\(root.path)/processed/s' && cp '\(root.path)/inbox/\(first)' '\(root.path)/processed/\(first)'"
        )
        #expect(try Recovery.run(root.layout).finished.count == 1)
        try StandIn.runOnce(root)
        try expectThreeOutcomes(root)
    }

    @Test func aTornRecordIsNoRecord() throws {
        let root = try TemporaryRoot()
        try root.write("a.png")
        try StandIn.crash(root, after: .recorded)
        let state = root.layout.path(of: .state)
        Shell.run("for f in '\(state)'/in-hand-*; do [ -s $f ] && truncate -s -5 $f; done")
        #expect(try Recovery.run(root.layout).finished.isEmpty)
        try StandIn.runOnce(root)
        #expect(try root.files(.processed) == ["a.png"])
    }

    @Test func entriesComeBackAsTheyWere() throws {
        let entry = JournalEntry(
            path: [0xFF, 0x2F, 0x0A, 0x20],
            stamp: FileStamp(size: 1 << 40, modified: -5, changed: .max, inode: .max, device: 0),
            sha256: StandIn.hash([1]),
            resultSize: 300,
            resultFolder: Array("%FF".utf8),
            originalFolder: [0xFF],
            name: SharedName(original: [0x0A, 0x20], result: Array("\n .json".utf8)),
            destination: .review,
            kind: .uncertain
        )
        var other = entry
        other.destination = nil
        other.sha256 = []
        other.kind = .duplicate
        var bytes: [UInt8] = []
        entry.encode(into: &bytes)
        other.encode(into: &bytes)
        #expect(JournalEntry.decode(bytes[...]) == [entry, other])
        #expect(JournalEntry.decode(bytes.dropLast()) == nil)
        #expect(JournalEntry.decode([]) == [])
    }

    private func expectThreeOutcomes(_ root: TemporaryRoot) throws {
        #expect(try root.files(.inbox) == [])
        #expect(try root.files(.processed) == ["s/0.png", "s/1.png", "s/2.png"])
        #expect(try root.files(.results) == ["s/0.png.json", "s/1.png.json", "s/2.png.json"])
        for index in 0..<3 {
            #expect(try root.read("s/\(index).png", in: .processed) == Pictures.picture(index))
            let result = try root.read("s/\(index).png.json", in: .results)
            let hash = String(decoding: StandIn.hash(Pictures.picture(index)), as: UTF8.self)
            #expect(String(decoding: result, as: UTF8.self).contains(hash))
        }
    }
}
