import Glibc
import Testing

@testable import Daemon

@Suite struct FolderEntriesTests {
    /// Names on the disk are bytes.
    @Test func foldersWhoseNameIsNoTextAreEntered() throws {
        let root = try TemporaryRoot()
        for folder in ["inbox", "labeled/3"] {
            let path = Array("\(root.path)/\(folder)/".utf8) + [0xFF]
            #expect(mkdir(path.map { CChar(bitPattern: $0) } + [0], 0o700) == 0)
            let file = path + Array("/a.png".utf8)
            close(creat(file.map { CChar(bitPattern: $0) } + [0], 0o600))
            try root.write("\(folder)/b.png", [1])
        }
        #expect(InboxCount.waiting(root: root.path) == 2)
        #expect(LabelSurvey(root: root.path).counts[3] == 2)
    }
}
