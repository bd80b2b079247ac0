import Foundation
import Testing

@testable import Daemon

/// A real Unix datagram socket that plays systemd.
final class NotificationListener {
    private let descriptor: Int32

    init(_ name: String) throws {
        descriptor = try #require(UnixSocketAddress(name)?.bound())
        var patience = timeval(tv_sec: 5, tv_usec: 0)
        setsockopt(descriptor, SOL_SOCKET, SO_RCVTIMEO, &patience, socklen_t(MemoryLayout<timeval>.size))
    }

    deinit { close(descriptor) }

    func next() -> String {
        var buffer = [UInt8](repeating: 0, count: 4096)
        let count = recv(descriptor, &buffer, buffer.count, 0)
        return String(decoding: buffer.prefix(max(count, 0)), as: UTF8.self)
    }
}

@Suite struct SystemdNotifierTests {
    @Test func datagramsArriveAtAPath() throws {
        let folder = FileManager.default.temporaryDirectory.appending(path: UUID().uuidString)
        try FileManager.default.createDirectory(at: folder, withIntermediateDirectories: true)
        defer { try? FileManager.default.removeItem(at: folder) }
        let path = folder.appending(path: "notify").path
        let listener = try NotificationListener(path)
        let notifier = SystemdNotifier(socket: path)
        #expect(notifier.notify(.ready))
        #expect(listener.next() == "READY=1")
        #expect(notifier.notify(.stopping, .status("3 read\nREADY=1 is not said twice")))
        #expect(listener.next() == "STOPPING=1\nSTATUS=3 read READY=1 is not said twice")
        #expect(notifier.notify(.reloading(since: 12_345_678)))
        #expect(listener.next() == "RELOADING=1\nMONOTONIC_USEC=12345")
        #expect(notifier.notify(.watchdog))
        #expect(listener.next() == "WATCHDOG=1")
        #expect(notifier.notify(.extendTimeout(seconds: 60), .watchdog))
        #expect(listener.next() == "EXTEND_TIMEOUT_USEC=60000000\nWATCHDOG=1")
    }

    @Test func datagramsArriveAtAnAbstractName() throws {
        let name = "@digitd-test-\(UUID().uuidString)"
        let listener = try NotificationListener(name)
        #expect(SystemdNotifier(socket: name).notify(.ready))
        #expect(listener.next() == "READY=1")
    }

    @Test(arguments: [
        nil, "", "@", "relative/path", "/nowhere/to/be/found", "/" + String(repeating: "x", count: 200),
    ])
    func nobodyListening(socket: String?) {
        #expect(!SystemdNotifier(socket: socket).notify(.ready))
    }
}
