import Foundation
import Testing

@testable import Spool

/// What a tree remembers of folders that are not there.
@Suite struct FolderTreeTests {
    private let three = Array("3".utf8)

    /// A root with a folder `review/` and a tree of it, to which its last change lies so many milliseconds back.
    private struct Reviewed {
        let root: TemporaryRoot
        let tree: FolderTree
        var folder: URL { URL(filePath: root.path).appending(path: "review") }

        init(millisecondsAgo: Int64) throws {
            root = try TemporaryRoot()
            let changed = try root.layout.open(.review).status().stamp.changed
            let wall = changed + millisecondsAgo * 1_000_000
            let clock = SpoolClock(monotonic: SpoolClock.system.monotonic, wall: { wall })
            tree = FolderTree(root.layout, .review, clock: clock)
            // The clock of a file system may tick every ten milliseconds only.
            usleep(20_000)
            try verify()
        }

        func verify() throws {
            try tree.verify(root: root.layout.rootDescriptor.status().stamp.device)
        }

        func make(_ name: String = "3") throws {
            try FileManager.default.createDirectory(
                at: folder.appending(path: name),
                withIntermediateDirectories: true
            )
        }
    }

    @Test func doesNotLookAgainUntilTheParentChanges() throws {
        let reviewed = try Reviewed(millisecondsAgo: 200)
        #expect(try reviewed.tree.existing(three) == nil)
        try reviewed.make()
        #expect(try reviewed.tree.existing(three) == nil, "a batch goes on with what it saw")
        try reviewed.verify()
        #expect(try reviewed.tree.existing(three) != nil)
        try FileManager.default.removeItem(at: reviewed.folder.appending(path: "3"))
        try reviewed.verify()
        #expect(try reviewed.tree.existing(three) == nil)
    }

    /// Another change in the same tick would not show.
    @Test func looksEachTimeWhereTheParentHasJustChanged() throws {
        let reviewed = try Reviewed(millisecondsAgo: 50)
        #expect(try reviewed.tree.existing(three) == nil)
        try reviewed.make()
        #expect(try reviewed.tree.existing(three) != nil)
    }

    @Test func knowsWhatItMakesAndWhatAnotherLaneMade() throws {
        let reviewed = try Reviewed(millisecondsAgo: 200), tree = reviewed.tree
        for name in ["3", "4"] {
            #expect(try tree.existing(Array(name.utf8)) == nil)
            if name == "4" { try reviewed.make(name) }
            _ = try tree.making(Array(name.utf8))
            #expect(try tree.existing(Array(name.utf8)) != nil)
        }
    }

    @Test func seesThatItsFolderWasReplacedOrTakenAway() throws {
        let reviewed = try Reviewed(millisecondsAgo: 200), tree = reviewed.tree
        #expect(try tree.existing(three) == nil)
        try FileManager.default.moveItem(at: reviewed.folder, to: reviewed.folder.appendingPathExtension("old"))
        try reviewed.make()
        try reviewed.verify()
        #expect(try tree.existing(three) != nil)
        try FileManager.default.removeItem(at: reviewed.folder)
        tree.forget()
        #expect(try tree.existing([]) == nil)
        _ = try tree.descriptor()
        #expect(try tree.existing([]) != nil)
    }
}
