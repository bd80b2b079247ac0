import Glibc

/// A moment in UTC, to the millisecond.
public struct Timestamp: Sendable, Hashable, Comparable {
    /// Milliseconds since 1970-01-01T00:00:00Z, leap seconds not counted.
    public var millisecondsSinceEpoch: Int64

    /// The moment `milliseconds` after the epoch.
    public init(millisecondsSinceEpoch milliseconds: Int64) {
        self.millisecondsSinceEpoch = milliseconds
    }

    /// The present, by the system's clock.
    public static var now: Timestamp {
        var time = timespec()
        clock_gettime(CLOCK_REALTIME, &time)
        return Timestamp(millisecondsSinceEpoch: Int64(time.tv_sec) * 1000 + Int64(time.tv_nsec) / 1_000_000)
    }

    /// Whether `left` is the earlier moment.
    public static func < (left: Timestamp, right: Timestamp) -> Bool {
        left.millisecondsSinceEpoch < right.millisecondsSinceEpoch
    }
}

extension Timestamp: CustomStringConvertible {
    /// RFC 3339 with milliseconds: `2026-01-31T12:00:00.123Z`.
    public var description: String {
        var text: [UInt8] = []
        appendRFC3339(to: &text)
        return String(decoding: text, as: UTF8.self)
    }

    /// Appends the 24 characters of the RFC 3339 form. Years outside 0...9999 are not RFC 3339; they are held to it.
    func appendRFC3339(to text: inout [UInt8]) {
        let day: Int64 = 86_400_000
        let first = -62_167_219_200_000 as Int64  // 0000-01-01T00:00:00.000Z
        let last = 253_402_300_799_999 as Int64  // 9999-12-31T23:59:59.999Z
        let moment = min(max(millisecondsSinceEpoch, first), last)
        var days = moment / day
        var rest = moment % day
        if rest < 0 {
            days -= 1
            rest += day
        }
        let date = Self.civilDate(daysSinceEpoch: days)
        text.appendDecimal(UInt64(date.year), digits: 4)
        text.append(UInt8(ascii: "-"))
        text.appendDecimal(UInt64(date.month), digits: 2)
        text.append(UInt8(ascii: "-"))
        text.appendDecimal(UInt64(date.day), digits: 2)
        text.append(UInt8(ascii: "T"))
        text.appendDecimal(UInt64(rest / 3_600_000), digits: 2)
        text.append(UInt8(ascii: ":"))
        text.appendDecimal(UInt64(rest / 60_000 % 60), digits: 2)
        text.append(UInt8(ascii: ":"))
        text.appendDecimal(UInt64(rest / 1000 % 60), digits: 2)
        text.append(UInt8(ascii: "."))
        text.appendDecimal(UInt64(rest % 1000), digits: 3)
        text.append(UInt8(ascii: "Z"))
    }

    /// The date of the Gregorian calendar, counted in eras of 400 years (146,097 days) that begin on 1 March, so that
    /// the leap day is the last of its year.
    static func civilDate(daysSinceEpoch: Int64) -> (year: Int64, month: Int64, day: Int64) {
        let days = daysSinceEpoch + 719_468  // since 0000-03-01
        let era = (days >= 0 ? days : days - 146_096) / 146_097
        let dayOfEra = days - era * 146_097  // 0...146096
        let yearOfEra = (dayOfEra - dayOfEra / 1460 + dayOfEra / 36_524 - dayOfEra / 146_096) / 365  // 0...399
        let dayOfYear = dayOfEra - (365 * yearOfEra + yearOfEra / 4 - yearOfEra / 100)  // 0...365, from 1 March
        let marchMonth = (5 * dayOfYear + 2) / 153  // 0 is March
        let day = dayOfYear - (153 * marchMonth + 2) / 5 + 1
        let month = marchMonth < 10 ? marchMonth + 3 : marchMonth - 9
        return (yearOfEra + era * 400 + (month <= 2 ? 1 : 0), month, day)
    }
}
