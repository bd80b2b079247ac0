import Glibc
import Testing

@testable import Spool

/// A file system in a file.
enum DiskImage {
    static let isPossible =
        geteuid() == 0
        && Shell.run(
            "d=$(mktemp -d) && cd $d && truncate -s 4M i && mkfs.ext4 -q -F i 2>/dev/null && mkdir m && mount -o loop i m "
                + "2>/dev/null && umount m; r=$?; cd /; rm -rf $d; exit $r"
        ) == 0
}

@Suite(.enabled(if: DiskImage.isPossible, "no image can be mounted here"))
struct ExtJournalTests {
    @Test(arguments: [("-t ext4", false), ("-t ext4 -O ^has_journal", true), ("-t ext2", true)])
    func namesComeInOrderOnlyByAJournal(options: String, isMissing: Bool) throws {
        let parent = try TemporaryRoot(below: "/tmp")
        let (image, disk) = (parent.path + "/image", parent.path + "/disk")
        try #require(Shell.run("truncate -s 16M '\(image)' && mkfs \(options) -q -F '\(image)'") == 0)
        try #require(Shell.run("mkdir '\(disk)' && mount -o loop '\(image)' '\(disk)'") == 0)
        defer { Shell.run("umount -l '\(disk)'") }
        let root = try TemporaryRoot(below: disk)
        let results = try root.layout.open(.results)
        let device = try results.status().stamp.device
        #expect(ExtJournal.isMissing(on: device) == isMissing)
        let ordering = try NameOrdering(results: results, state: root.layout.open(.state))
        #expect(ordering.keepsOrder(with: device) == !isMissing)
        try root.write("a.png")
        try StandIn.runOnce(root)
        #expect(try root.files(.processed) == ["a.png"])
    }
}
