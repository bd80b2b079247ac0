import Testing

@testable import Spool

@Suite struct WatchTableTests {
    private func event(_ watch: Int32, _ mask: UInt32, _ name: String = "") -> WatchEvent {
        WatchEvent(watch: watch, mask: mask, name: Array(name.utf8))
    }

    private func table() -> WatchTable {
        var table = WatchTable()
        table.add(1, path: [])
        table.add(2, path: Array("a".utf8))
        table.add(3, path: Array("a/b".utf8))
        table.add(4, path: Array("ab".utf8))
        return table
    }

    @Test func filesAreNamedByTheirPath() {
        var table = table()
        let closed = table.interpret(event(3, WatchEvent.closeWrite, "x.png"))
        #expect(closed == .file(path: Array("a/b/x.png".utf8), announced: true))
        let moved = table.interpret(event(1, WatchEvent.movedTo, "x.png"))
        #expect(moved == .file(path: Array("x.png".utf8), announced: true))
        let made = table.interpret(event(1, WatchEvent.created, "x.png"))
        #expect(made == .file(path: Array("x.png".utf8), announced: false))
    }

    @Test(arguments: [".x.png", "x.png.tmp", "x.part", "x.crdownload", "x.png~"])
    func partialNamesMeanNothing(name: String) {
        var table = table()
        #expect(table.interpret(event(1, WatchEvent.closeWrite, name)) == nil)
    }

    @Test func newFoldersAreListed() {
        var table = table()
        let made = table.interpret(event(2, WatchEvent.created | WatchEvent.isFolder, "c"))
        #expect(made == .folder(path: Array("a/c".utf8)))
    }

    @Test func anOverflowHasNoWatch() {
        var table = table()
        #expect(table.interpret(event(-1, WatchEvent.overflow)) == .overflow)
    }

    @Test func aFolderThatLeavesTakesItsTreeAlong() {
        var table = table()
        guard case .folderLeft(let path, let watches)? = table.interpret(event(2, WatchEvent.movedSelf)) else {
            Issue.record("the folder did not leave")
            return
        }
        #expect(path == Array("a".utf8))
        #expect(Set(watches) == [2, 3])
        #expect(table.count == 2)
        #expect(table.interpret(event(3, WatchEvent.closeWrite, "x")) == nil)
    }

    @Test func aWatchThatIsSetAgainStandsForTheNewPlace() {
        var table = table()
        table.add(3, path: Array("moved".utf8))
        let closed = table.interpret(event(3, WatchEvent.closeWrite, "x"))
        #expect(closed == .file(path: Array("moved/x".utf8), announced: true))
        #expect(!table.isWatched(Array("a/b".utf8)))
    }

    @Test(arguments: [WatchEvent.deletedSelf, WatchEvent.movedSelf, WatchEvent.unmounted, WatchEvent.ignored])
    func theInboxItselfCanBeLost(mask: UInt32) {
        var table = table()
        #expect(table.interpret(event(1, mask)) == .inboxLost)
    }

    @Test func eventsAreParsedFromTheirBytes() {
        let one: [UInt8] =
            [1, 0, 0, 0, 8, 0, 0, 0, 0, 0, 0, 0, 16, 0, 0, 0] + Array("x.png".utf8)
            + [UInt8](repeating: 0, count: 11)
        let overflow: [UInt8] = [255, 255, 255, 255, 0, 0x40, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0]
        var events: [WatchEvent] = []
        let bytes = one + overflow
        WatchEvent.parse((bytes + [1, 2])[...]) { events.append($0) }
        #expect(events == [event(1, WatchEvent.closeWrite, "x.png"), event(-1, WatchEvent.overflow)])
    }
}
