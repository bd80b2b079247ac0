import Glibc

extension timespec {
    /// Nanoseconds since 1970. Anybody can give a file any time: those before 1824 and after 2115 count as the first and
    /// the last second between them, so that the difference of two fits into 64 bits.
    public var nanosecondsSinceEpoch: Int64 {
        let bound = 4_600_000_000
        return Int64(min(max(tv_sec, -bound), bound)) * 1_000_000_000 + Int64(tv_nsec)
    }

    /// The time so many nanoseconds after 1970, or before it.
    init(nanosecondsSinceEpoch nanoseconds: Int64) {
        let (seconds, rest) = nanoseconds.quotientAndRemainder(dividingBy: 1_000_000_000)
        self.init(
            tv_sec: Int(rest < 0 ? seconds - 1 : seconds),
            tv_nsec: Int(rest < 0 ? rest + 1_000_000_000 : rest)
        )
    }
}
