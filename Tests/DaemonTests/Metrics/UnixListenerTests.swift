import Foundation
import Testing

@testable import Daemon

@Suite struct UnixListenerTests {
    /// A path as it is seen from the working folder.
    private func relative(_ path: String) -> String {
        let depth = FileManager.default.currentDirectoryPath.split(separator: "/").count
        return String(repeating: "../", count: depth) + String(path.dropFirst())
    }

    @Test func aRelativePathIsTakenFromTheWorkingFolder() throws {
        let root = try TemporaryRoot()
        let path = root.path + "/m.sock"
        let listener = try UnixListener.open(relative(path))
        #expect(UnixSocketAddress(path)?.isAnswered() == true)
        // What systemd names is absolute or abstract.
        #expect(UnixSocketAddress(relative(path))?.isAnswered() == nil)
        withExtendedLifetime(listener) {}
    }

    @Test func aPathThatIsTooLongIsNamedAsThat() {
        let path = "/" + String(repeating: "m", count: 107)
        #expect(throws: UnixListener.Failure.path) { _ = try UnixListener.open(path) }
        #expect("\(UnixListener.Failure.path)" == "the path is longer than 107 bytes; name a shorter one")
        #expect(UnixSocketAddress(path: String(path.dropLast()))?.isAnswered() == false)
        #expect(UnixSocketAddress(path: "")?.isAnswered() == nil)
    }
}
