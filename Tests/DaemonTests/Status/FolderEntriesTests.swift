import Glibc
import Testing

@testable import Daemon

@Suite struct FolderEntriesTests {
    /// A camera with a dead clock writes such times, and anybody can.
    @Test(arguments: [-1, 10_413_792_000, 13_569_465_600, Int.min, Int.max])
    func filesOfAnyTimeAreCounted(seconds: Int) throws {
        let root = try TemporaryRoot()
        for folder in ["inbox", "labeled/3"] {
            try root.write("\(folder)/a.png", [1])
            let times = [timespec](repeating: timespec(tv_sec: seconds, tv_nsec: 5), count: 2)
            #expect(utimensat(AT_FDCWD, "\(root.path)/\(folder)/a.png", times, 0) == 0)
        }
        #expect(InboxCount.oldest(root: root.path) != nil)
        let survey = LabelSurvey(root: root.path)
        #expect(survey.counts[3] == 1 && survey.fingerprint != 0)
    }

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
