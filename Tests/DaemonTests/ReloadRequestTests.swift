import Glibc
import Testing

@testable import Daemon

@Suite struct ReloadRequestTests {
    @Test func aSignalThatWouldEndAProcessIsTold() throws {
        #expect(!ReloadRequest.isCaught(SIGXFSZ, by: getpid()))
        signal(SIGXFSZ) { _ in }
        #expect(ReloadRequest.isCaught(SIGXFSZ, by: getpid()))
        signal(SIGXFSZ, SIG_DFL)
    }
}
