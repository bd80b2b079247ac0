import Foundation
import Testing

@testable import Spool

@Suite struct RollingFileTests {
    private func text(_ path: String) -> String? {
        try? String(contentsOf: URL(filePath: path), encoding: .utf8)
    }

    private func write(_ text: String, to path: String) throws {
        try Data(text.utf8).write(to: URL(filePath: path))
    }

    @Test func itGrowsAndBeginsAnewWithItsHeader() throws {
        let root = try TemporaryRoot()
        let path = root.path + "/rows"
        let file = RollingFile(path: path, header: Array("h\n".utf8), largest: 12, kept: 2)
        for row in ["one\n", "two\n", "three\n", "four\n"] { try file.append(Array(row.utf8)) }
        #expect(text(path) == "h\nthree\nfour\n" || text(path) == "h\nfour\n")
        #expect(text(path + ".1")?.hasPrefix("h\n") == true)
        for row in ["a row that is longer than allowed\n", "x\n"] { try file.append(Array(row.utf8)) }
        #expect(text(path) == "h\nx\n")
        #expect(text(path + ".1") == "h\na row that is longer than allowed\n")
        #expect(text(path + ".2") != nil)
        // The oldest are gone.
        #expect(text(path + ".3") == nil)
    }

    @Test func whatWasKeptWhenMoreWereGoes() throws {
        let root = try TemporaryRoot()
        let path = root.path + "/rows"
        for number in 1...5 { try write("old \(number)\n", to: "\(path).\(number)") }
        try write("newest\n", to: path)
        let file = RollingFile(path: path, largest: 8, kept: 2)
        try file.append(Array("row\n".utf8))
        #expect([1, 2, 3, 4, 5].map { text("\(path).\($0)") } == ["newest\n", "old 1\n", nil, nil, nil])
        // Where a number is free, as after a try that ended half-way, none behind it moves.
        try FileManager.default.removeItem(atPath: path + ".1")
        try file.append(Array("another\n".utf8))
        #expect([0, 1, 2].map { text($0 == 0 ? path : "\(path).\($0)") } == ["another\n", "row\n", "old 1\n"])
    }

    @Test func aHalfLineIsClosed() throws {
        let root = try TemporaryRoot()
        let path = root.path + "/rows"
        try write("h\none\nhal", to: path)
        try RollingFile(path: path, header: Array("h\n".utf8), largest: 100, kept: 1).append(Array("two\n".utf8))
        #expect(text(path) == "h\none\nhal\ntwo\n")
    }

    @Test func whatIsMovedAwayIsBegunAnew() throws {
        let root = try TemporaryRoot()
        let path = root.path + "/rows"
        let file = RollingFile(path: path, largest: 100, kept: 1)
        try file.append(Array("one\n".utf8))
        try FileManager.default.moveItem(atPath: path, toPath: path + ".taken")
        try file.append(Array("two\n".utf8))
        #expect(text(path) == "two\n")
        #expect(text(path + ".taken") == "one\n")
    }

    /// What is no file of its own is neither written to nor waited for.
    @Test(arguments: ["folder", "link", "pipe"])
    func onlyARegularFileIsWritten(kind: String) throws {
        let root = try TemporaryRoot()
        let path = root.path + "/rows"
        switch kind {
        case "folder": try FileManager.default.createDirectory(atPath: path, withIntermediateDirectories: false)
        case "link":
            try write("mine\n", to: root.path + "/mine")
            symlink("mine", path)
        default: mkfifo(path, 0o600)
        }
        let file = RollingFile(path: path, largest: 100, kept: 1)
        #expect(throws: SystemError.self) { try file.append(Array("one\n".utf8)) }
        if kind == "link" { #expect(text(root.path + "/mine") == "mine\n") }
    }

    @Test(.enabled(if: SmallDisk.isPossible, "tmpfs cannot be mounted here"))
    func onAFullDiskAllLinesAreWrittenOrNone() throws {
        try SmallDisk.with("size=64k") { disk in
            let path = disk + "/rows"
            let file = RollingFile(path: path, largest: 1 << 30, kept: 1)
            let rows = [UInt8](repeating: UInt8(ascii: "x"), count: 9_999) + [UInt8(ascii: "\n")]
            var written = 0
            let failure = #expect(throws: SystemError.self) {
                while true {
                    try file.append(rows)
                    written += 1
                }
            }
            #expect(failure?.number == ENOSPC)
            #expect(written > 2)
            #expect(text(path)?.utf8.count == written * rows.count)
        }
    }
}
