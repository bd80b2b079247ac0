import Glibc
import Recognition

/// What the clock on the wall shows.
enum LocalTime {
    /// How far it is before UTC at a time, milliseconds: `TZ`, else the system's zone.
    static func offset(at time: Timestamp) -> Int64 {
        tzset()
        var seconds = time_t(time.millisecondsSinceEpoch / 1000)
        var parts = tm()
        guard localtime_r(&seconds, &parts) != nil else { return 0 }
        return Int64(parts.tm_gmtoff) * 1000
    }
}
