import Glibc
import Testing

@testable import Spool

@Suite struct JournalTests {
    private func entry(_ name: String) -> JournalEntry {
        let name = Array(name.utf8)
        return JournalEntry(
            path: name,
            stamp: FileStamp(size: 1, modified: 2, changed: 3, inode: 4, device: 5),
            sha256: [],
            resultSize: 9,
            resultFolder: [],
            originalFolder: [],
            name: SharedName(original: name, result: name + Array(".json".utf8)),
            destination: .processed,
            kind: .classified
        )
    }

    private func records(_ root: TemporaryRoot) throws -> [JournalRecord] {
        try JournalRecord.all(in: root.layout.open(.state)).lanes.first ?? []
    }

    @Test func aRecordStaysUntilTheAmendedOneIsWhole() throws {
        let root = try TemporaryRoot()
        var journal = try Journal(root.layout.open(.state), lane: 0, generation: 0)
        try journal.begin([entry("a")], synchronized: false)
        try journal.amend([entry("a~2")], synchronized: false)
        #expect(try records(root).map { $0.entries.map(\.path) } == [[Array("a".utf8)], [Array("a~2".utf8)]])
        // As a kill in the writing of the second would leave it.
        Shell.run("cd '\(root.layout.path(of: .state))' && truncate -s -3 in-hand-0c")
        #expect(try records(root).map { $0.entries.map(\.path) } == [[Array("a".utf8)]])
    }

    @Test func theCountsGoOnFromRecordToRecord() throws {
        let root = try TemporaryRoot()
        var journal = try Journal(root.layout.open(.state), lane: 0, generation: 0)
        for round in 1...9 {
            let entries = [entry("a\(round)"), entry("b"), entry("c")]
            try journal.begin(entries, synchronized: false)
            #expect(try records(root).last?.ends == nil)
            journal.close(entries, [.filed, .owed, .open])
            #expect(try records(root).last?.ends == [.filed, .owed, .open])
            #expect(try records(root).last?.tallyAtEnd.classified == round)
        }
        journal.count(entry("b"))
        try journal.begin([], synchronized: false)
        #expect(try records(root).last?.tally.classified == 10)
        #expect(try records(root).count == 4)
        #expect(try Receipt(root.layout).counts.classified == 10)
        #expect(try Recovery.run(root.layout).counts.classified == 10)
        #expect(try Receipt(root.layout).counts.classified == 10)
    }

    @Test func aRecordOfAnEarlierGenerationIsCountedIn() throws {
        let root = try TemporaryRoot()
        let state = try root.layout.open(.state)
        var journal = try Journal(state, lane: 0, generation: 0)
        try journal.begin([entry("a")], synchronized: false)
        journal.close([entry("a")], [.filed])
        // A crash between the ledger's writing and the removal of the records.
        var ledger = Ledger()
        ledger.generation = 1
        ledger.counts.classified = 1
        try ledger.write(state)
        #expect(try Receipt(root.layout).counts.classified == 1)
        #expect(try Journal(state, lane: 0, generation: 1).tally == Counts())
    }

    @Test func aCountWhoseMoveThePowerCutTookIsTakenBack() throws {
        let root = try TemporaryRoot()
        let state = try root.layout.open(.state)
        try root.write("a")
        var back = entry("a")
        back.stamp = try #require(try root.layout.open(.inbox).status(of: back.path)?.stamp)
        var journal = try Journal(state, lane: 0, generation: 0)
        try journal.begin([back, entry("gone")], synchronized: false)
        journal.close([back, entry("gone")], [.filed, .filed])
        try journal.begin([], synchronized: false)
        #expect(try Recovery.run(root.layout).counts.classified == 1)
    }

    @Test func aCountWhoseMoveAndClosingThePowerCutTookIsTakenBack() throws {
        let root = try TemporaryRoot()
        let state = try root.layout.open(.state)
        try root.write("a")
        var back = entry("a")
        back.stamp = try #require(try root.layout.open(.inbox).status(of: back.path)?.stamp)
        try root.write("there", in: .processed)
        var filed = entry("there")
        filed.stamp = try #require(try root.layout.open(.processed).status(of: filed.path)?.stamp)
        var journal = try Journal(state, lane: 0, generation: 0)
        try journal.begin([entry("old")], synchronized: false)
        journal.close([entry("old")], [.filed])
        try journal.begin([back, filed], synchronized: false)
        let unclosed = root.layout.path(of: .state) + "/in-hand-0c"
        Shell.run("cp '\(unclosed)' '\(unclosed).kept'")
        journal.close([back, filed], [.filed, .filed])
        try journal.begin([], synchronized: false)
        Shell.run("mv '\(unclosed).kept' '\(unclosed)'")
        #expect(try JournalRecord.all(in: state).lanes.first?.last?.tally.classified == 3)
        #expect(try Receipt(root.layout).counts.classified == 2)
        #expect(try Recovery.run(root.layout).counts.classified == 2)
    }
}

@Suite struct LedgerTests {
    @Test func aTornSlotLeavesTheOther() throws {
        let root = try TemporaryRoot()
        let state = try root.layout.open(.state)
        #expect(try Ledger.read(state) == Ledger())
        var ledger = Ledger()
        for generation in 1...3 {
            ledger.generation = UInt64(generation)
            ledger.counts.rejected = generation
            ledger.counts.deleted = generation
            ledger.taken = Taken(results: generation, originals: 2)
            try ledger.write(state)
            #expect(try Ledger.read(state) == ledger)
        }
        // Generation 3 lies in the second slot.
        Shell.run("printf x | dd of='\(root.layout.path(of: .state))/ledger' bs=1 seek=4120 conv=notrunc status=none")
        #expect(try Ledger.read(state).generation == 2)
    }
}

@Suite struct ContentIndexTests {
    @Test func theFirstOfAContentIsRemembered() throws {
        let root = try TemporaryRoot()
        let index = ContentIndex(root.layout)
        var configuration = Filing.Configuration()
        configuration.remembersContents = true
        try root.write("s/a.png", Pictures.picture(1))
        #expect(index.first(StandIn.hash(Pictures.picture(1))) == nil)
        try StandIn.runOnce(root, configuration)
        try root.write("b.png", Pictures.picture(1))
        try StandIn.runOnce(root, configuration)
        #expect(index.first(StandIn.hash(Pictures.picture(1))) == Array("s/a.png".utf8))
        #expect(index.first(StandIn.hash(Pictures.picture(2))) == nil)
    }
}
