import Glibc
import Testing

@testable import Spool

@Suite struct FilingTests {
    @Test func nothingIsOverwrittenAndNamesAreShared() throws {
        let root = try TemporaryRoot()
        try root.write("a.png", [1], in: .processed)
        try root.write("a~2.png", [2], in: .rejected)
        try root.write("a~3.png.json", [3], in: .results)
        try root.write("a~4.png", [4], in: .review)
        try root.write("a.png", Pictures.picture(9))
        try StandIn.runOnce(root)
        #expect(try root.files(.processed) == ["a.png", "a~5.png"])
        #expect(try root.files(.results) == ["a~3.png.json", "a~5.png.json"])
        #expect(try root.read("a.png", in: .processed) == [1])
        #expect(try root.read("a~5.png", in: .processed) == Pictures.picture(9))
    }

    @Test func namesThatAreTakenAreSeenInLargeBatchesAndCrowdedFolders() throws {
        let root = try TemporaryRoot()
        var configuration = Filing.Configuration()
        configuration.durability = .none
        configuration.placements = ["7", "8"]
        for index in 0..<1100 { try root.write("old-\(index).png", [0], in: .rejected) }
        for index in 0..<40 {
            try root.write("\(index).png", Pictures.picture(index))
            switch index % 4 {
            case 0: try root.write("\(index).png", [1], in: .processed)
            case 1: try root.write("\(index).png", [1], in: .rejected)
            case 2: try root.write("7/\(index).png", [1], in: .review)
            default: try root.write("\(index).png.json", [1], in: .results)
            }
        }
        try StandIn.runOnce(root, configuration)
        #expect(try root.files(.inbox) == [])
        let processed = Set(try root.files(.processed))
        for index in 0..<40 { #expect(processed.contains("\(index)~2.png")) }
        #expect(processed.count == 50)
    }

    /// An original in review whose result was taken away keeps its name, however crowded its folder is, wherever the
    /// next one of that name goes.
    @Test(arguments: [10, 300, NameFilters.mostNames])
    func namesInFoldersForReviewAreTaken(others: Int) throws {
        let root = try TemporaryRoot()
        for index in 0..<others { try root.write("7/old-\(index).png", [0], in: .review) }
        for index in 10..<50 { try root.write("\(index).png", Pictures.picture(index)) }
        for index in 40..<50 { try root.write("7/\(index).png", [1], in: .review) }
        var configuration = Filing.Configuration()
        configuration.placements = ["7", "8"]
        let filing = try Filing(root.layout, configuration: configuration)
        #expect(filing.file(try read(root).outcomes).allSatisfy { if case .filed = $0 { true } else { false } })
        for index in 10..<50 {
            let name = index < 40 ? "\(index)" : "\(index)~2"
            #expect(try root.read("\(name).png", in: .processed) == Pictures.picture(index))
            #expect(try root.files(.results).contains("\(name).png.json"), "\(name)")
        }
        #expect(try root.read("7/45.png", in: .review) == [1])
        // One that comes between two batches is seen too, once the clock of the file system has ticked.
        usleep(20_000)
        try root.write("7/new-12.png", [2], in: .review)
        for index in 0..<20 { try root.write("new-\(index).png", Pictures.picture(100 + index)) }
        #expect(filing.file(try read(root).outcomes).allSatisfy { if case .filed = $0 { true } else { false } })
        let processed = Set(try root.files(.processed))
        #expect(processed.isSuperset(of: ["new-11.png", "new-12~2.png", "new-13.png"]))
        #expect(!processed.contains("new-12.png"))
    }

    /// Results are taken away by people and by retention: a content without one is nobody's duplicate.
    @Test func aContentWhoseResultIsGoneIsTheFirstAgain() throws {
        let root = try TemporaryRoot()
        let index = ContentIndex(root.layout)
        var configuration = Filing.Configuration()
        configuration.remembersContents = true
        let content = StandIn.hash(Pictures.picture())
        for name in ["s/a.png", "b.png"] {
            try root.write(name)
            #expect(index.first(content) == nil)
            try StandIn.runOnce(root, configuration)
            #expect(index.first(content) == Array(name.utf8))
            #expect(unlink("\(root.path)/results/\(name).json") == 0)
        }
    }

    @Test func theSameNameAgainAndAgain() throws {
        let root = try TemporaryRoot()
        for drop in 1...150 {
            try root.write("a.png", Pictures.picture(drop))
            var configuration = Filing.Configuration()
            configuration.durability = .none
            try StandIn.runOnce(root, configuration)
        }
        let expected = (["a.png"] + (2...150).map { "a~\($0).png" }).sorted()
        #expect(try root.files(.processed) == expected)
        #expect(try root.read("a~150.png", in: .processed) == Pictures.picture(150))
    }

    @Test func namesOfAnyBytesAndLength() throws {
        let root = try TemporaryRoot()
        let long = [UInt8](repeating: UInt8(ascii: "x"), count: 251) + Array(".png".utf8)
        try root.write([0x62, 0xFF, 0x2F, 0x61, 0xFE, 0x2E, 0x70, 0x6E, 0x67], Pictures.picture(1))
        try root.write("%FF.png", Pictures.picture(2))
        try root.write([0xFF] + Array(".png".utf8), Pictures.picture(3))
        try root.write(long, Pictures.picture(4))
        try root.write("new\nline.png", Pictures.picture(5))
        try StandIn.runOnce(root)
        #expect(try root.files(.inbox) == [])
        let results = try root.files(.results)
        #expect(results.count == 5)
        #expect(results.contains("b%FF/a%FE.png.json"))
        #expect(results.contains("%FF.png.json") && results.contains("%FF~2.png.json"))
        let originals = try root.files(.processed)
        #expect(originals.contains("new\nline.png"))
        let cut = try #require(originals.first { $0.hasPrefix("xxx") })
        #expect(results.contains(cut + ".json"))
    }

    @Test func originalsGoWhereTheOutcomeSays() throws {
        let root = try TemporaryRoot()
        var configuration = Filing.Configuration()
        configuration.placements = ["7"]
        try root.write("sub/a.png", Pictures.picture(1))
        try StandIn.runOnce(root, configuration, to: .review(placement: "7"))
        try root.write("sub/a.png", Pictures.picture(2))
        try StandIn.runOnce(root, configuration, to: .rejected)
        try root.write("sub/b.png", Pictures.picture(3))
        let results = try StandIn.runOnce(root, configuration, to: .delete)
        #expect(results == [.filed(FiledNames(result: Array("sub/b.png.json".utf8), original: nil, folder: nil))])
        #expect(try root.files(.review) == ["7/sub/a.png"])
        #expect(try root.files(.rejected) == ["sub/a~2.png"])
        #expect(try root.files(.inbox) == [])
        #expect(try root.files(.results) == ["sub/a.png.json", "sub/a~2.png.json", "sub/b.png.json"])
    }

    @Test func aFolderOfResultsThatWasMovedAwayIsMadeAnew() throws {
        let root = try TemporaryRoot()
        let filing = try Filing(root.layout)
        for name in ["s/a.png", "s/b.png"] {
            try root.write(name, Pictures.picture(1))
            var configuration = Intake.Configuration()
            configuration.once = true
            let intake = try Intake(root.layout, configuration: configuration)
            while let files = intake.waitForBatch(limit: 9) { _ = StandIn.work(files, intake, filing) }
            // People put results by; the lane goes on.
            #expect(rename(root.path + "/results/s", root.path + "/\(name.dropFirst(2))") == 0)
        }
        #expect(Shell.run("ls '\(root.path)/a.png/a.png.json' '\(root.path)/b.png/b.png.json' >/dev/null") == 0)
    }

    @Test func aFileWithoutAResultOfItsOwnIsFiledAndCounted() throws {
        let root = try TemporaryRoot()
        try root.write("a.png")
        var configuration = Intake.Configuration()
        configuration.once = true
        let intake = try Intake(root.layout, configuration: configuration)
        let filing = try Filing(root.layout)
        let file = try #require(intake.waitForBatch(limit: 1)?.first)
        var buffer: [UInt8] = []
        guard case .ready(let stamp) = intake.read(file, into: &buffer) else { preconditionFailure() }
        var outcome = StandIn.outcome(file, stamp, buffer)
        outcome.result = []
        outcome.isDuplicate = true
        intake.finish([file], filing.file([outcome]))
        #expect(try root.files(.results) == [])
        #expect(try root.files(.processed) == ["a.png"])
        #expect(try Receipt(root.layout).counts.duplicate == 1)
    }

    @Test func aFileInAFoldersPlaceGetsAnotherName() throws {
        let root = try TemporaryRoot()
        try root.write("z/1.png")
        try StandIn.runOnce(root)
        #expect(rmdir(root.path + "/inbox/z") == 0)
        try root.write("z", Pictures.picture(2))
        try StandIn.runOnce(root)
        #expect(try root.files(.processed) == ["z/1.png", "z~2"])
        #expect(try root.files(.results) == ["z/1.png.json", "z~2.json"])
    }

    @Test func aFolderInAFilesPlaceGetsAnotherName() throws {
        let root = try TemporaryRoot()
        try root.write("y.png", Pictures.picture(1), in: .processed)
        try root.write("y.png/x.png", Pictures.picture(2))
        try StandIn.runOnce(root)
        #expect(try root.files(.processed) == ["y.png", "y~2.png/x.png"])
        #expect(try root.files(.results) == ["y~2.png/x.png.json"])
    }

    @Test func whatIsWrittenMeanwhileIsANewDrop() throws {
        let root = try TemporaryRoot()
        try root.write("a.png", Pictures.picture(1))
        try root.write("b.png", Pictures.picture(2))
        let (files, outcomes) = try read(root)
        let filing = try Filing(root.layout)
        filing.stopsAfter = { step in
            if step == .synchronized {
                try? root.write("a.png", Pictures.picture(3, count: 80))
                unlink(root.path + "/inbox/b.png")
            }
            return false
        }
        #expect(files.count == 2)
        let results = filing.file(outcomes.sorted { $0.file.displayPath < $1.file.displayPath })
        #expect(results == [.changed, .vanished])
        #expect(try root.files(.results) == [])
        #expect(try root.files(.inbox) == ["a.png"])
    }

    @Test func anOriginalThatGoesAfterItsResultTakesItBack() throws {
        let root = try TemporaryRoot()
        try root.write("a.png", Pictures.picture(1))
        let (_, outcomes) = try read(root)
        let filing = try Filing(root.layout)
        filing.stopsAfter = { step in
            if step == .published(0) { unlink(root.path + "/inbox/a.png") }
            return false
        }
        #expect(filing.file(outcomes) == [.vanished])
        #expect(try root.files(.results) == [])
    }

    @Test func namesTakenInTheLastMomentGiveWay() throws {
        let root = try TemporaryRoot()
        try root.write("a.png", Pictures.picture(1))
        try root.write("b.png", Pictures.picture(2))
        let (_, outcomes) = try read(root)
        let filing = try Filing(root.layout)
        filing.stopsAfter = { step in
            if step == .synchronized { try? root.write("a.png.json", [1], in: .results) }
            if case .published = step, (try? root.files(.processed).contains("b.png")) == false {
                try? root.write("b.png", [2], in: .processed)
            }
            return false
        }
        let results = filing.file(outcomes)
        #expect(results.count == 2)
        #expect(try root.files(.processed) == ["a~2.png", "b.png", "b~2.png"])
        #expect(try root.files(.results) == ["a.png.json", "a~2.png.json", "b~2.png.json"])
        #expect(try root.read("a.png.json", in: .results) == [1])
        #expect(try root.read("b.png", in: .processed) == [2])
    }

    @Test func foldersRemovedUnderUsAreMadeAgain() throws {
        let root = try TemporaryRoot()
        let filing = try Filing(root.layout)
        for round in 0..<2 {
            try root.write("sub/a\(round).png", Pictures.picture(round))
            let (_, outcomes) = try read(root)
            let results = filing.file(outcomes)
            if case .filed = results[0] {} else { Issue.record("\(results)") }
            Shell.run("rm -rf '\(root.path)/results' '\(root.path)/processed'")
        }
        try root.write("sub/last.png")
        let (_, outcomes) = try read(root)
        _ = filing.file(outcomes)
        #expect(try root.files(.results) == ["sub/last.png.json"])
        #expect(try root.files(.processed) == ["sub/last.png"])
    }

    @Test(.enabled(if: MemoryDisk.isAnother, "/dev/shm is no file system of its own here"))
    func anotherFileSystemMeansACopy() throws {
        let far = try TemporaryRoot(below: MemoryDisk.path)
        let root = try TemporaryRoot(below: "/tmp")
        #expect(rmdir(root.path + "/processed") == 0)
        #expect(symlink(far.path, root.path + "/processed") == 0)
        for index in 0..<5 { try root.write("sub/\(index).png", Pictures.picture(index, count: 200)) }
        try StandIn.runOnce(root)
        #expect(try root.files(.inbox) == [])
        #expect(try root.files(.results).count == 5)
        #expect(try root.read("sub/3.png", in: .processed) == Pictures.picture(3, count: 200))
        var status = stat()
        #expect(stat(far.path + "/sub/3.png", &status) == 0)
    }

    private func read(_ root: TemporaryRoot) throws -> (files: [SpoolFile], outcomes: [Outcome]) {
        var configuration = Intake.Configuration()
        configuration.once = true
        let intake = try Intake(root.layout, configuration: configuration)
        var files = intake.waitForBatch(limit: 100) ?? []
        files.sort { $0.displayPath < $1.displayPath }
        var buffer: [UInt8] = []
        var outcomes: [Outcome] = []
        for file in files {
            if case .ready(let stamp) = intake.read(file, into: &buffer) {
                outcomes.append(StandIn.outcome(file, stamp, buffer))
            }
        }
        return (files, outcomes)
    }
}
