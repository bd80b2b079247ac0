import Spool

/// How long what is done is kept: for a time, up to a number of files, both, or for ever.
public struct RetentionRule: Sendable, Hashable {
    /// Files filed longer ago go; nil keeps them whatever their age.
    public var age: Duration?
    /// The oldest go where there are more; nil keeps any number.
    public var count: Int?

    /// Keeps everything.
    public static let all = RetentionRule()

    /// A rule with these limits.
    public init(age: Duration? = nil, count: Int? = nil) {
        self.age = age
        self.count = count
    }

    /// Reads `all`, an age (`90m`, `36h`, `30d`), a number of files, or both with a space between; nil for other text.
    public init?(_ text: String) {
        self.init()
        if text == "all" { return }
        let words = text.split(separator: " ")
        guard !words.isEmpty, words.count <= 2 else { return nil }
        for word in words {
            if let seconds = Self.seconds(word) {
                guard age == nil else { return nil }
                age = .seconds(seconds)
            } else {
                guard count == nil, let number = Int(word), (1...Self.mostFiles).contains(number) else { return nil }
                count = number
            }
        }
    }

    /// What it accepts, for people.
    public static let accepts =
        "all, an age of 1m to 36500d (minutes, hours or days: 90m, 36h, 30d), a number of files from 1 to \(mostFiles), "
        + "or both (30d 10000)"

    private static let mostFiles = 1_000_000_000_000
    private static let longest = 36_500 * 86_400

    private static func seconds(_ word: Substring) -> Int? {
        let units: [Character: Int] = ["m": 60, "h": 3600, "d": 86_400]
        guard let unit = word.last.flatMap({ units[$0] }), let number = Int(word.dropLast()),
            number > 0, number <= longest / unit
        else { return nil }
        return number * unit
    }
}

extension RetentionRule {
    /// What was filed less long ago stays in any case, nanoseconds: its original may be on its way.
    static let grace: Int64 = 60_000_000_000

    /// Which files may go.
    ///
    /// - Parameters:
    ///   - times: when each was filed, nanoseconds since 1970.
    ///   - now: nanoseconds since 1970.
    /// - Returns: nil where none may.
    func cutoff(_ times: [Int64], now: Int64) -> RetentionCutoff? {
        var cutoff: RetentionCutoff?
        if let age { cutoff = RetentionCutoff(filedBy: now - age.nanoseconds) }
        if let count, times.count > count {
            let tooMany = times.count - count
            let newest = times.sorted()[tooMany - 1]
            // Of several filed at one time, only so many as there are too many.
            if cutoff.map({ $0.filedBy < newest }) ?? true {
                cutoff = RetentionCutoff(filedBy: newest, atMost: tooMany)
            }
        }
        guard var cutoff else { return nil }
        cutoff.filedBy = min(cutoff.filedBy, now - Self.grace)
        return times.contains { $0 <= cutoff.filedBy } ? cutoff : nil
    }
}
