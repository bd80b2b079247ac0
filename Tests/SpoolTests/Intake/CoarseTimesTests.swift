import Glibc
import Testing

@testable import Spool

/// File systems on which two changes that follow each other get one time.
@Suite struct CoarseTimesTests {
    @Test(.enabled(if: SmallDisk.isPossible, "nothing can be mounted here"))
    func aChangeRightAfterTheReadingShows() throws {
        let root = try TemporaryRoot()
        let inbox = root.layout.path(of: .inbox)
        // It has the times of the kernel's ticks, whatever the kernel.
        try #require(Shell.run("mount -t ramfs none '\(inbox)'") == 0)
        defer { Shell.run("umount -l '\(inbox)'") }
        let intake = try Intake(root.layout)
        let filing = try Filing(root.layout)
        var buffer: [UInt8] = []
        for round in 0..<20 {
            let name = "\(round).png"
            try root.write(name, Pictures.picture(2 * round))
            let folder = InboxFolder(path: [], descriptor: try root.layout.open(.inbox))
            let file = SpoolFile(folder: folder, name: Array(name.utf8), origin: .announced)
            guard case .ready(let stamp) = intake.read(file, into: &buffer) else {
                Issue.record("\(name) was not read")
                return
            }
            try root.write(name, Pictures.picture(2 * round + 1))
            #expect(filing.file([StandIn.outcome(file, stamp, buffer)]) == [.changed])
        }
        #expect(try root.files(.results) == [])
    }

    @Test(arguments: [
        ("6.13.0-rc1", 6, 13), ("6.1.0-18-amd64", 6, 1), ("7.0", 7, 0), ("10.2.3", 10, 2), ("6", 0, 0), ("", 0, 0),
    ])
    func theReleaseIsRead(release: String, major: Int, minor: Int) {
        #expect(KernelRelease.parse(release) == (major, minor))
    }
}
