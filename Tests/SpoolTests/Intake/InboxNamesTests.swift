import Testing

@testable import Spool

@Suite struct InboxNamesTests {
    @Test(arguments: [".hidden", "a.png.part", "a.tmp", "a.crdownload", "a~", "", "lost+found"])
    func namesThatAreLeftAlone(name: String) {
        #expect(InboxNames.isLeftAlone(Array(name.utf8)))
    }

    @Test(arguments: ["a.png", "part", "lost", "lost+found.png", "a.tmp.png", "~a"])
    func othersAreNot(name: String) {
        #expect(!InboxNames.isLeftAlone(Array(name.utf8)))
    }
}
