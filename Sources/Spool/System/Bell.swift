internal import CSystemCalls
import Glibc

/// Wakes a thread that waits for a bell, or for events and a bell. A ring before the wait is not lost.
final class Bell: Sendable {
    private let descriptor: Descriptor

    init() {
        let number = digitd_eventfd()
        precondition(number >= 0, "no event descriptor can be made (error \(errno))")
        descriptor = Descriptor(owning: number)
    }

    /// Wakes the one that waits, or the next one that will.
    func ring() {
        var one: UInt64 = 1
        _ = withUnsafeBytes(of: &one) { bytes in retrying { Glibc.write(descriptor.number, bytes.baseAddress, 8) } }
    }

    /// Waits until the bell rings, `other` can be read, or the time is over; takes all rings so far.
    func wait(or other: Descriptor? = nil, nanoseconds: Int64? = nil) {
        var polled = [pollfd(fd: descriptor.number, events: Int16(POLLIN), revents: 0)]
        if let other { polled.append(pollfd(fd: other.number, events: Int16(POLLIN), revents: 0)) }
        let limit = nanoseconds.map { Int32(clamping: (max($0, 0) + 999_999) / 1_000_000) } ?? -1
        _ = poll(&polled, nfds_t(polled.count), limit)
        if polled[0].revents != 0 {
            var count: UInt64 = 0
            _ = withUnsafeMutableBytes(of: &count) { Glibc.read(descriptor.number, $0.baseAddress, 8) }
        }
    }
}
