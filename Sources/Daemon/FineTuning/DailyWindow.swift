import Recognition

/// A part of every day, local time, which may reach over midnight: `23:30-04:00`.
public struct DailyWindow: Sendable, Hashable, CustomStringConvertible {
    /// When it opens, minutes since midnight.
    public let opens: Int
    /// When it has closed, minutes since midnight.
    public let closes: Int

    private static let minutesOfDay = 1440
    private static let millisecondsOfMinute: Int64 = 60_000

    /// A window as it is written, `HH:MM-HH:MM`; nil where the text is none, or the two times are one.
    public init?(_ text: String) {
        let times = text.split(separator: "-", omittingEmptySubsequences: false).map(Self.minutes)
        guard times.count == 2, let opens = times[0], let closes = times[1], opens != closes else { return nil }
        self.opens = opens
        self.closes = closes
    }

    private static func minutes(_ text: Substring) -> Int? {
        let parts = text.split(separator: ":", omittingEmptySubsequences: false)
        let areDigits = parts.allSatisfy { $0.utf8.count == 2 && $0.utf8.allSatisfy { (48...57).contains($0) } }
        guard parts.count == 2, areDigits, let hours = Int(parts[0]), let minutes = Int(parts[1]), hours < 24,
            minutes < 60
        else {
            return nil
        }
        return 60 * hours + minutes
    }

    /// How long it is open.
    var milliseconds: Int64 {
        Int64((closes - opens + Self.minutesOfDay) % Self.minutesOfDay) * Self.millisecondsOfMinute
    }

    /// When it last opened before or at `now`; it may have closed since.
    ///
    /// - Parameter offset: how far local time is before UTC then, milliseconds.
    func lastOpening(at now: Timestamp, offset: Int64) -> Timestamp {
        let day = Int64(Self.minutesOfDay) * Self.millisecondsOfMinute
        let local = now.millisecondsSinceEpoch + offset - Int64(opens) * Self.millisecondsOfMinute
        // The remainder is not negative before 1970 either.
        let since = ((local % day) + day) % day
        return Timestamp(millisecondsSinceEpoch: now.millisecondsSinceEpoch - since)
    }

    /// Whether it is open.
    func isOpen(at now: Timestamp, offset: Int64) -> Bool {
        now.millisecondsSinceEpoch - lastOpening(at: now, offset: offset).millisecondsSinceEpoch < milliseconds
    }

    /// When it opens next after `now`.
    func nextOpening(after now: Timestamp, offset: Int64) -> Timestamp {
        let day = Int64(Self.minutesOfDay) * Self.millisecondsOfMinute
        let last = lastOpening(at: now, offset: offset)
        return Timestamp(millisecondsSinceEpoch: last.millisecondsSinceEpoch + day)
    }

    /// As it is written.
    public var description: String { "\(Self.text(opens))-\(Self.text(closes))" }

    private static func text(_ minutes: Int) -> String {
        let parts = [minutes / 60, minutes % 60].map { $0 < 10 ? "0\($0)" : "\($0)" }
        return parts.joined(separator: ":")
    }
}
