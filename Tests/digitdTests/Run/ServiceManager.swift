import Foundation
import Glibc
import Synchronization
import Testing

@testable import Daemon

/// A real Unix datagram socket that plays systemd.
final class ServiceManager: Sendable {
    private let descriptor: Int32

    init(_ name: String) throws {
        descriptor = try #require(UnixSocketAddress(name)?.bound())
        var patience = timeval(tv_sec: 60, tv_usec: 0)
        setsockopt(descriptor, SOL_SOCKET, SO_RCVTIMEO, &patience, socklen_t(MemoryLayout<timeval>.size))
    }

    deinit { close(descriptor) }

    /// The next that is said; empty after a minute of silence.
    func next() -> String {
        var buffer = [UInt8](repeating: 0, count: 4096)
        let count = recv(descriptor, &buffer, buffer.count, 0)
        return String(decoding: buffer.prefix(max(count, 0)), as: UTF8.self)
    }

    /// Passes over what is said, up to what begins so; a failure of the test where that does not come within five
    /// minutes, whatever else is said.
    func wait(for beginning: String) throws {
        let end = ContinuousClock.now + .seconds(300)
        while true {
            try #require(ContinuousClock.now < end, "waited in vain for \(beginning)")
            let message = next()
            try #require(!message.isEmpty, "nothing came for a minute; waited for \(beginning)")
            if message.hasPrefix(beginning) { return }
        }
    }

    /// All that is said within so many seconds, and what was said before and not listened to.
    func messages(for seconds: Double) -> [String] {
        let end = Date.now.addingTimeInterval(seconds)
        var messages: [String] = []
        while case let left = end.timeIntervalSinceNow, left > 0 {
            var listening = pollfd(fd: descriptor, events: Int16(POLLIN), revents: 0)
            if poll(&listening, 1, Int32(left * 1000) + 1) > 0 { messages.append(next()) }
        }
        return messages
    }

    /// Takes down what is said while the test does other things: the socket's queue is short, and what does not fit is
    /// lost.
    ///
    /// - Returns: waits for the last word, or a minute of silence, and gives all that was said.
    func takeDown(until last: String) -> () -> [String] {
        final class Notes: Sendable {
            let said = Mutex<[String]>([])
            let end = DispatchSemaphore(value: 0)
        }
        let notes = Notes()
        Thread.detachNewThread {
            var message: String
            repeat {
                message = self.next()
                notes.said.withLock { $0.append(message) }
            } while message != last && !message.isEmpty
            notes.end.signal()
        }
        return {
            notes.end.wait()
            return notes.said.withLock(\.self)
        }
    }
}
