import Foundation
import Testing

@testable import Spool

/// What a tree remembers of folders that are not there.
@Suite struct FolderTreeTests {
    private let three = Array("3".utf8)

    /// A tree whose clock is so far ahead that each change of its folder lies long back.
    private func tree(_ root: TemporaryRoot, ahead: Int64) -> FolderTree {
        let system = SpoolClock.system
        let clock = SpoolClock(monotonic: system.monotonic, wall: { system.wall() + ahead })
        return FolderTree(root.layout, .review, clock: clock)
    }

    private func review(_ root: TemporaryRoot) throws -> URL {
        _ = try root.layout.open(.review)
        return URL(filePath: root.path).appending(path: "review")
    }

    private func device(_ root: TemporaryRoot) throws -> UInt64 {
        try root.layout.rootDescriptor.status().stamp.device
    }

    @Test(arguments: [0, 3_600_000_000_000 as Int64])
    func seesAFolderThatSomebodyMakesBetweenTwoBatches(ahead: Int64) throws {
        let root = try TemporaryRoot()
        _ = try review(root)
        let tree = tree(root, ahead: ahead)
        for _ in 0..<3 {
            try tree.verify(root: device(root))
            #expect(try tree.existing(three) == nil)
        }
        let made = try review(root).appending(path: "3")
        try FileManager.default.createDirectory(at: made, withIntermediateDirectories: false)
        try tree.verify(root: device(root))
        #expect(try tree.existing(three) != nil)
        try FileManager.default.removeItem(at: made)
        try tree.verify(root: device(root))
        #expect(try tree.existing(three) == nil)
    }

    @Test func doesNotLookAgainForAFolderUntilItsParentChanges() throws {
        let root = try TemporaryRoot()
        _ = try review(root)
        let tree = tree(root, ahead: 3_600_000_000_000)
        try tree.verify(root: device(root))
        #expect(try tree.existing(three) == nil)
        let made = try review(root).appending(path: "3")
        try FileManager.default.createDirectory(at: made, withIntermediateDirectories: false)
        #expect(try tree.existing(three) == nil, "the batch that looked goes on with what it saw")
        try tree.verify(root: device(root))
        #expect(try tree.existing(three) != nil)
    }

    @Test func knowsTheFoldersItMakesItself() throws {
        let root = try TemporaryRoot()
        _ = try review(root)
        let tree = tree(root, ahead: 3_600_000_000_000)
        try tree.verify(root: device(root))
        #expect(try tree.existing(three) == nil)
        _ = try tree.making(three)
        #expect(try tree.existing(three) != nil)
    }

    @Test func seesThatItsFolderWasReplaced() throws {
        let root = try TemporaryRoot()
        _ = try review(root)
        let tree = tree(root, ahead: 3_600_000_000_000)
        try tree.verify(root: device(root))
        #expect(try tree.existing(three) == nil)
        let folder = try review(root)
        try FileManager.default.moveItem(at: folder, to: folder.appendingPathExtension("old"))
        let made = folder.appending(path: "3")
        try FileManager.default.createDirectory(at: made, withIntermediateDirectories: true)
        try tree.verify(root: device(root))
        #expect(try tree.existing(three) != nil)
    }
}
