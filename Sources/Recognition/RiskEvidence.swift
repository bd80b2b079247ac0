import Glibc

/// How often readings of a confidence were right: what a promise about wrong ones rests on.
///
/// Readings are counted in bins of confidence, four to each halving of the distance to 1, so that the evidence is small
/// enough for a model file, and that of more readings is added by adding counts.
public struct RiskEvidence: Sendable, Hashable {
    /// Readings in a bin, and those of them that were wrong.
    public struct Bin: Sendable, Hashable {
        /// All of them.
        public var readings = 0
        /// The wrong ones.
        public var wrong = 0
    }

    /// Bins there are; the last takes all confidences above 1 − 2⁻²⁴.
    public static let binCount = 97
    private static let binsPerOctave: Float = 4

    /// The bins from low confidence to high.
    public private(set) var bins = [Bin](repeating: Bin(), count: binCount)

    /// No evidence yet.
    public init() {}

    /// Adds a reading.
    public mutating func add(confidence: Float, isRight: Bool) {
        let bin = Self.bin(of: confidence)
        bins[bin].readings += 1
        if !isRight { bins[bin].wrong += 1 }
    }

    /// Adds the readings of other evidence.
    public mutating func add(_ other: RiskEvidence) {
        for index in bins.indices {
            bins[index].readings += other.bins[index].readings
            bins[index].wrong += other.bins[index].wrong
        }
    }

    /// Readings in all.
    public var readings: Int { bins.reduce(0) { $0 + $1.readings } }
    /// Wrong ones in all.
    public var wrong: Int { bins.reduce(0) { $0 + $1.wrong } }

    private static func bin(of confidence: Float) -> Int {
        precondition(confidence.isFinite, "a confidence that is no number")
        let distance = max(1 - confidence, 0x1p-25)
        return min(max(Int(-log2f(distance) * binsPerOctave), 0), binCount - 1)
    }

    /// The lowest confidence of a bin.
    private static func lowest(of bin: Int) -> Float { 1 - exp2f(-Float(bin) / binsPerOctave) }
}

// MARK: - The threshold for a risk

extension RiskEvidence {
    /// A threshold, and what the evidence says of the readings that reach it.
    public struct Threshold: Sendable, Hashable {
        /// The confidence from which on a reading counts as `classified`.
        public var confidence: Float
        /// Readings of the evidence that reach it.
        public var accepted: Int
        /// Those of them that were wrong.
        public var wrong: Int
        /// The share of all readings that reach it.
        public var coverage: Double
        /// The share of wrong ones that is not exceeded with 95 % confidence.
        public var bound: Double
        /// Whether ``bound`` keeps the risk asked for; otherwise only the share seen does, if that.
        public var isPromised: Bool

        /// The share of wrong ones seen.
        public var risk: Double { accepted == 0 ? 0 : Double(wrong) / Double(accepted) }
    }

    /// However easy the readings of the evidence were: below this one is as likely wrong as right.
    static let leastThreshold: Float = 0.5
    /// The chance that a bound is too low.
    private static let level = 0.05

    /// The lowest threshold whose bound keeps the risk; where none does, the lowest at which the share seen does; where
    /// not even the surest readings do, one that nothing reaches.
    public func threshold(risk: Double) -> Threshold {
        var accepted = 0, wrong = 0
        var promised: Int?, estimated: Int?
        for index in bins.indices.reversed() {
            accepted += bins[index].readings
            wrong += bins[index].wrong
            // A bin without readings says nothing for going further down.
            guard bins[index].readings > 0, Self.lowest(of: index) >= Self.leastThreshold,
                Double(wrong) <= risk * Double(accepted)
            else { continue }
            estimated = index
            // As much as to say that the bound is at most the risk, without working it out.
            if risk >= 1 || Self.chance(atMost: wrong, of: accepted, probability: risk) <= Self.level {
                promised = index
            }
        }
        guard let chosen = promised ?? estimated else {
            let none = Float(1).nextUp
            return Threshold(confidence: none, accepted: 0, wrong: 0, coverage: 0, bound: 1, isPromised: false)
        }
        var threshold = reaching(Self.lowest(of: chosen))
        threshold.isPromised = promised != nil
        return threshold
    }

    /// What the evidence says of the readings that reach a confidence, one that ``threshold(risk:)`` gave; it promises
    /// nothing.
    public func reaching(_ confidence: Float) -> Threshold {
        var accepted = 0, wrong = 0
        for index in bins.indices where Self.lowest(of: index) >= confidence {
            accepted += bins[index].readings
            wrong += bins[index].wrong
        }
        return Threshold(
            confidence: confidence,
            accepted: accepted,
            wrong: wrong,
            coverage: Double(accepted) / Double(max(readings, 1)),
            bound: Self.upperBound(wrong: wrong, of: accepted, level: Self.level),
            isPromised: false
        )
    }

    /// The share p of wrong ones for which `wrong` or fewer of `count` had a chance of `level`: the one-sided bound of
    /// Clopper and Pearson, 1934, by bisection of the binomial distribution.
    static func upperBound(wrong: Int, of count: Int, level: Double) -> Double {
        guard wrong < count else { return 1 }
        var low = Double(wrong) / Double(count), high = 1.0
        while high - low > 1e-9 {
            let middle = (low + high) / 2
            if chance(atMost: wrong, of: count, probability: middle) > level { low = middle } else { high = middle }
        }
        return high
    }

    /// The chance of `wrong` or fewer of `count` at a probability of at least wrong / count each: the binomial
    /// distribution, summed downwards from its last and largest term until what is left no longer counts.
    private static func chance(atMost wrong: Int, of count: Int, probability: Double) -> Double {
        func logFactorial(_ number: Int) -> Double { lgamma(Double(number) + 1).0 }
        let logTerm =
            logFactorial(count) - logFactorial(wrong) - logFactorial(count - wrong)
            + Double(wrong) * log(probability) + Double(count - wrong) * log1p(-probability)
        let odds = (1 - probability) / probability
        var term = 1.0, sum = 0.0, k = wrong
        while k >= 0, term > sum * 1e-12 {
            sum += term
            term *= Double(k) / Double(count - k + 1) * odds
            k -= 1
        }
        return exp(logTerm + log(sum))
    }
}

// MARK: - As text

extension RiskEvidence {
    /// The bins that hold anything, as `bin:readings:wrong` with commas between.
    public var text: String {
        bins.enumerated().filter { $0.element.readings > 0 }
            .map { "\($0.offset):\($0.element.readings):\($0.element.wrong)" }
            .joined(separator: ",")
    }

    /// Readings a bin may have in a text: far more than anybody makes, and few enough to be worked with at once.
    private static let mostReadings = 1 << 24

    /// Evidence from its text; nil where it is none.
    public init?(text: String) {
        self.init()
        for part in text.split(separator: ",", omittingEmptySubsequences: false) {
            let numbers = part.split(separator: ":", omittingEmptySubsequences: false).map { Int($0) }
            guard numbers.count == 3, let bin = numbers[0], let readings = numbers[1], let wrong = numbers[2],
                bins.indices.contains(bin), (0...Self.mostReadings).contains(readings), (0...readings).contains(wrong)
            else { return nil }
            bins[bin] = Bin(readings: readings, wrong: wrong)
        }
    }
}
