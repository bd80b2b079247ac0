import Foundation
import Logging
import ServiceLifecycle
import Spool
import Testing

@testable import Daemon

@Suite struct MetricsSocketTests {
    /// What a client gets that connects, says `greeting` and reads to the end.
    private func ask(_ path: String, greeting: String = "") throws -> String {
        // The line of those that wait may be full for a moment.
        var connected = UnixSocketAddress(path)?.connected()
        for _ in 0..<300_000 where connected == nil {
            usleep(1000)
            connected = UnixSocketAddress(path)?.connected()
        }
        let number = try #require(connected)
        defer { close(number) }
        if !greeting.isEmpty { _ = send(number, greeting, greeting.utf8.count, Int32(MSG_NOSIGNAL)) }
        return readToEnd(number)
    }

    private func readToEnd(_ number: Int32) -> String {
        var text: [UInt8] = []
        var part = [UInt8](repeating: 0, count: 65_536)
        while true {
            var polled = pollfd(fd: number, events: Int16(POLLIN), revents: 0)
            guard poll(&polled, 1, 60_000) == 1 else { return "nothing came" }
            let count = recv(number, &part, part.count, 0)
            guard count > 0 else { break }
            text += part[..<count]
        }
        return String(decoding: text, as: UTF8.self)
    }

    private func awaitAnswer(_ path: String) async throws {
        try #require(try await eventually { UnixSocketAddress(path)?.isAnswered() == true })
    }

    @Test func everyConnectionIsAnsweredWithTheMetricsAsTheyAre() async throws {
        let root = try TemporaryRoot()
        let path = root.path + "/m.sock"
        // What a daemon that was killed leaves is replaced.
        close(try #require(UnixSocketAddress(path)?.bound(SOCK_STREAM)))
        let (log, lines) = LogKeeper.logger()
        let asked = Asked()
        let long = String(repeating: "x", count: 20_000)
        let socket = MetricsSocket(path: path, log: log) { Array("\(asked.next()) \(long)\n".utf8) }
        try await running(socket) {
            try await awaitAnswer(path)
            var status = stat()
            #expect(lstat(path, &status) == 0 && status.st_mode & 0o777 == 0o660)
            // Clients that do not read hold up nobody.
            let idle = (0..<40).compactMap { _ in UnixSocketAddress(path)?.connected() }
            defer { for number in idle { close(number) } }
            #expect(!idle.isEmpty)
            let first = try ask(path)
            let second = try ask(path, greeting: "GET /metrics HTTP/1.0\r\n\r\n")
            for text in [first, second] { #expect(text.hasSuffix(" \(long)\n"), "\(text.prefix(40))") }
            #expect(first != second)
            #expect(readToEnd(idle[0]).hasSuffix(" \(long)\n"))
        }
        #expect(!root.exists("m.sock"))
        #expect(lines.all.isEmpty)
    }

    @Test(arguments: ["a file", "another process", "a long path"])
    func whatStandsThereStays(obstacle: String) async throws {
        let root = try TemporaryRoot()
        var path = root.path + "/m.sock"
        var listener: Int32?
        switch obstacle {
        case "a file": try root.write("m.sock", [1])
        case "another process":
            listener = UnixSocketAddress(path)?.bound(SOCK_STREAM)
            #expect(listen(try #require(listener), 8) == 0)
        default: path = root.path + "/" + String(repeating: "m", count: 100) + ".sock"
        }
        defer { if let listener { close(listener) } }
        let (log, lines) = LogKeeper.logger()
        try await running(MetricsSocket(path: path, log: log) { [] }, until: { !lines.all.isEmpty })
        #expect(lines.all.count == 1 && lines.all[0].hasPrefix("no metrics over a socket reason="), "\(lines.all)")
        if obstacle != "a long path" { #expect(root.exists("m.sock")) }
    }
}

/// Counts how often it was asked.
private final class Asked: Sendable {
    private let count = LogKeeper.Lines()

    func next() -> Int {
        count.add("")
        return count.all.count
    }
}
