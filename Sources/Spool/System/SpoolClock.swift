import Glibc

/// The clocks the daemon looks at, in nanoseconds; a parameter, so that tests can turn them.
public struct SpoolClock: Sendable {
    /// A clock that never jumps, for waiting.
    public var monotonic: @Sendable () -> Int64
    /// Since 1970, as file stamps count.
    public var wall: @Sendable () -> Int64
    /// Since the machine's start, while it slept as well; never jumps.
    public var running: @Sendable () -> Int64

    /// Clocks of one's own.
    public init(
        monotonic: @escaping @Sendable () -> Int64,
        wall: @escaping @Sendable () -> Int64,
        running: @escaping @Sendable () -> Int64 = { SpoolClock.read(CLOCK_BOOTTIME) }
    ) {
        self.monotonic = monotonic
        self.wall = wall
        self.running = running
    }

    /// The clocks of the machine.
    public static let system = SpoolClock(
        monotonic: { read(CLOCK_MONOTONIC) },
        wall: { read(CLOCK_REALTIME) }
    )

    @usableFromInline static func read(_ clock: clockid_t) -> Int64 {
        var time = timespec()
        clock_gettime(clock, &time)
        return time.nanosecondsSinceEpoch
    }
}

extension Duration {
    /// Whole nanoseconds.
    public var nanoseconds: Int64 {
        components.seconds * 1_000_000_000 + components.attoseconds / 1_000_000_000
    }
}
