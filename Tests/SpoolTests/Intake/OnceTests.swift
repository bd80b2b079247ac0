import Glibc
import Testing

@testable import Spool

/// The whole way of a file, in once mode.
@Suite struct OnceTests {
    /// A file that is too large for now is still in hand, and read when there is room for it.
    @Test func aLargeFileIsReadWhenItIsAskedForAgain() throws {
        let root = try TemporaryRoot()
        try root.write("a.png", Pictures.picture(1, count: 5000))
        var configuration = Intake.Configuration()
        configuration.once = true
        let intake = try Intake(root.layout, configuration: configuration)
        let file = try #require(intake.waitForBatch(limit: 10)?.first)
        var buffer: [UInt8] = []
        #expect(intake.read(file, into: &buffer, upTo: 100) == .large)
        guard case .ready(let stamp) = intake.read(file, into: &buffer) else {
            Issue.record("it was not read")
            return
        }
        #expect(buffer == Pictures.picture(1, count: 5000))
        // It is opened again only while it is the one that was read.
        #expect(file.opened(as: stamp) != nil)
        #expect(unlink("\(root.path)/inbox/a.png") == 0)
        #expect(symlink("/etc/hostname", "\(root.path)/inbox/a.png") == 0)
        #expect(file.opened(as: stamp) == nil)
    }

    /// Something else that has the name of the trial's file is left alone, and waited for by nobody.
    @Test func aTrialOverwritesNothing() throws {
        let root = try TemporaryRoot()
        let probe = "\(root.path)/inbox/.digitd-probe"
        #expect(mkfifo(probe, 0o600) == 0)
        #expect(throws: SystemError.self) { try FolderTrial.run("\(root.path)/inbox") }
        #expect(unlink(probe) == 0)
        try root.write(".digitd-probe", [1])
        #expect(throws: SystemError.self) { try FolderTrial.run("\(root.path)/inbox") }
        #expect(try root.read(".digitd-probe", in: .inbox) == [1])
        try root.write(".digitd-probe", [])
        _ = try FolderTrial.run("\(root.path)/inbox")
        #expect(try root.files(.inbox) == [])
    }

    /// A folder that is named like a result is none.
    @Test func aFolderHasNoContents() throws {
        let root = try TemporaryRoot()
        try root.write("a.png.json/b.png", [1], in: .results)
        #expect(try root.layout.open(.results).contents(of: Array("a.png.json".utf8)) == nil)
    }

    @Test(arguments: Durability.allCases, [false, true])
    func everyFileEndsWithItsResult(durability: Durability, usesNamesAside: Bool) throws {
        let root = try TemporaryRoot(below: "/tmp")
        for index in 0..<100 { try root.write("a/b\(index % 3)/scan-\(index).png", Pictures.picture(index)) }
        try root.write("top.png", Pictures.picture(7))
        try root.write("text.txt", Array("no picture".utf8))
        var configuration = Filing.Configuration()
        configuration.durability = durability
        configuration.usesNamesAside = usesNamesAside
        let results = try StandIn.runOnce(root, configuration)
        #expect(results.count == 102)
        #expect(try root.files(.inbox) == [])
        let originals = try root.files(.processed)
        #expect(originals.count == 102)
        #expect(try root.files(.results) == originals.map { $0 + ".json" })
        #expect(try root.read("a/b1/scan-1.png", in: .processed) == Pictures.picture(1))
        let result = try root.read("a/b1/scan-1.png.json", in: .results)
        #expect(String(decoding: result, as: UTF8.self).contains("a/b1/scan-1.png"))
    }

    @Test func whatIsLeftAloneStays() throws {
        let root = try TemporaryRoot()
        for name in [".hidden.png", "a.png.tmp", "b.part", "c.crdownload", "d.png~", ".dot/inside.png"] {
            try root.write(name)
        }
        let inbox = root.layout.path(of: .inbox)
        #expect(mkfifo(inbox + "/pipe.png", 0o600) == 0)
        #expect(symlink("/etc/hostname", inbox + "/link.png") == 0)
        #expect(symlink("/etc", inbox + "/folder-link") == 0)
        try root.write("good.PNG")
        let notices = Notices()
        var configuration = Intake.Configuration()
        configuration.once = true
        let intake = try Intake(root.layout, configuration: configuration) { notices.take($0) }
        let filing = try Filing(root.layout)
        while let files = intake.waitForBatch(limit: 10) { _ = StandIn.work(files, intake, filing) }
        #expect(try root.files(.processed) == ["good.PNG"])
        #expect(
            try root.files(.inbox) == [
                "a.png.tmp", "b.part", "c.crdownload", "d.png~", "folder-link", "link.png", "pipe.png",
            ]
        )
        #expect(notices.list.count == 9, "one line each: \(notices.list)")
    }

    @Test func anEmptyInboxEndsAtOnce() throws {
        let root = try TemporaryRoot()
        #expect(try StandIn.runOnce(root) == [])
    }

    @Test func twoThousandFilesAreFoundOnce() throws {
        let root = try TemporaryRoot()
        for index in 0..<2_000 { try root.write("\(index).png", Pictures.picture(index)) }
        let results = try StandIn.runOnce(root, limit: 256)
        #expect(results.count == 2_000)
        #expect(try root.files(.results).count == 2_000)
        #expect(try root.files(.processed).count == 2_000)
    }
}
