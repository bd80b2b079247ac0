import Glibc
import Synchronization
import Testing

@testable import Spool

@Suite struct NameFiltersTests {
    @Test func aFilterMissesNoNameAndTakesFewOthersForOne() {
        var filter = NameFilter(expecting: 500)
        let names = (0..<1000).map { Array("\($0).png".utf8) }
        for name in names {
            #expect(!filter.isFull)
            filter.insert(name)
        }
        #expect(names.allSatisfy(filter.mayContain))
        let others = (0..<20_000).filter { filter.mayContain(Array("other-\($0).png".utf8)) }
        #expect(others.count < 20_000 / 32)
        for name in names { filter.insert(name) }
        #expect(filter.isFull)
    }

    @Test func whatOthersChangeIsListedAnewAndWhatIsMovedIsTakenIn() throws {
        let root = try TemporaryRoot()
        try root.write("7/a.png", [0], in: .review)
        let filters = NameFilters()
        let folder = try reviewed(root, "7")
        func mayContain(_ name: String) throws -> Bool {
            try #require(try filters.names(in: folder)).mayContain(Array(name.utf8))
        }
        func add(_ name: String, _ move: () throws(SystemError) -> Void) throws {
            try filters.adding(Array(name.utf8), to: folder, move)
        }
        #expect(try mayContain("a.png"))
        #expect(try !mayContain("b.png"))
        try add("b.png") {}
        #expect(try mayContain("b.png"), "it is not listed again, or it would be known not to be there")
        // The clock of a file system may tick every ten milliseconds only.
        usleep(20_000)
        try root.write("7/c.png", [0], in: .review)
        #expect(try mayContain("c.png"))
        #expect(try !mayContain("b.png"))
        usleep(20_000)
        try add("d.png") { try? root.write("7/e.png", [0], in: .review) }
        #expect(try mayContain("d.png") && mayContain("a.png"))
        usleep(20_000)
        try root.write("7/f.png", [0], in: .review)
        try add("g.png") {}
        #expect(try mayContain("f.png"), "a change before a move is not hidden by it")
        #expect(throws: SystemError(number: ENOENT, call: "")) {
            try add("h.png") { () throws(SystemError) in throw SystemError(number: ENOENT, call: "") }
        }
        #expect(try !mayContain("h.png"))
    }

    /// Thousands of names come in by moves: the filter grows before it takes too many others for its own.
    @Test func aFilterGrowsWithItsFolder() throws {
        let root = try TemporaryRoot()
        let filters = NameFilters()
        try root.write("7/first.png", [0], in: .review)
        let folder = try reviewed(root, "7")
        for index in 0..<2000 {
            let name = Array("\(index).png".utf8)
            if index % 64 == 0 { _ = try filters.names(in: folder) }
            try filters.adding(name, to: folder) { () throws(SystemError) in
                _ = try folder.descriptor.open(name, O_WRONLY | O_CREAT)
            }
        }
        let filter = try #require(try filters.names(in: folder))
        #expect((0..<2000).allSatisfy { filter.mayContain(Array("\($0).png".utf8)) })
        #expect((0..<2000).filter { filter.mayContain(Array("other-\($0).png".utf8)) }.count < 2000 / 32)
    }

    /// For single files a folder is listed once they have asked for it a few times, and more often the more names it
    /// had; and only what is sure is of use to them.
    @Test func aFolderIsListedForSingleFilesWhenThatPays() throws {
        let root = try TemporaryRoot()
        let system = SpoolClock.system, ahead = Atomic<Int64>(1_000_000_000)
        let filters = NameFilters(
            clock: SpoolClock(
                monotonic: system.monotonic,
                wall: { system.wall() + ahead.load(ordering: .relaxed) }
            )
        )
        for index in 0..<160 { try root.write("7/\(index).png", [0], in: .review) }
        let folder = try reviewed(root, "7")
        func asksInVain() throws -> Int {
            for asks in 0..<100 where try filters.names(in: folder, isPatient: true) != nil { return asks }
            return 100
        }
        #expect(try asksInVain() == 8)
        #expect(try asksInVain() == 0)
        usleep(20_000)
        try root.write("7/new.png", [0], in: .review)
        #expect(try asksInVain() == 8 + 160 / 16)
        #expect(try filters.names(in: folder, isPatient: true)?.mayContain(Array("new.png".utf8)) == true)
        usleep(20_000)
        try root.write("7/newer.png", [0], in: .review)
        #expect(try filters.names(in: folder)?.mayContain(Array("newer.png".utf8)) == true, "many files don't wait")
        try filters.adding(Array("moved.png".utf8), to: folder) {}
        #expect(try filters.names(in: folder)?.mayContain(Array("moved.png".utf8)) == true)
        #expect(try filters.names(in: folder, isPatient: true) == nil, "somebody's change may hide behind the move")
        ahead.store(-3_600_000_000_000, ordering: .relaxed)
        try root.write("7/newest.png", [0], in: .review)
        _ = try filters.names(in: folder)
        #expect(try filters.names(in: folder, isPatient: true) == nil, "listed too shortly after a change")
    }

    @Test func ofTooManyNamesNothingIsKnownInThatFolder() throws {
        let root = try TemporaryRoot()
        let filters = NameFilters()
        try root.write("7/first.png", [0], in: .review)
        let folder = try reviewed(root, "7")
        for index in 0..<NameFilters.mostNames {
            _ = try folder.descriptor.open(Array("\(index)".utf8), O_WRONLY | O_CREAT)
        }
        #expect(try filters.names(in: folder) == nil)
        #expect(unlink("\(root.path)/review/7/first.png") == 0)
        #expect(try filters.names(in: folder) == nil)
        #expect(rename("\(root.path)/review/7", "\(root.path)/review/old") == 0)
        try root.write("7/77.png", [0], in: .review)
        #expect(try filters.names(in: reviewed(root, "7"))?.mayContain(Array("77.png".utf8)) == true)
    }

    private func reviewed(_ root: TemporaryRoot, _ path: String) throws -> OriginalsFolder {
        let place = OriginalsFolder.Place(folder: .review, path: Array(path.utf8))
        return OriginalsFolder(place: place, descriptor: try root.layout.open(.review).openFolder(place.path))
    }
}
