import Glibc

/// Ten probabilities that sum to 1, digit by digit. A value without an allocation of its own.
public struct DigitProbabilities: Sendable, Hashable {
    /// How many digits there are.
    public static let count = 10

    /// How far from 1 the sum may be.
    static let tolerance: Float = 1e-4

    private var storage: SIMD16<Float>

    /// The ten values in order; `nil` unless there are ten, each from 0 to 1, with a sum within 0.0001 of 1.
    public init?(_ values: some Collection<Float>) {
        guard values.count == Self.count else { return nil }
        var storage = SIMD16<Float>.zero
        var sum: Float = 0
        for (digit, value) in values.enumerated() {
            guard value >= 0, value <= 1 + Self.tolerance else { return nil }  // false for NaN too
            storage[digit] = Swift.min(value, 1)
            sum += value
        }
        guard abs(sum - 1) <= Self.tolerance else { return nil }
        self.storage = storage
    }

    /// Softmax with a temperature: `pᵢ = exp(zᵢ / T) / Σⱼ exp(zⱼ / T)`; the largest `z` is taken off first, so that no
    /// power overflows.
    ///
    /// `nil` unless there are ten finite logits and a finite temperature above 0.
    public init?(logits: some Collection<Float>, temperature: Float = 1) {
        guard logits.count == Self.count, temperature > 0, temperature.isFinite,
            logits.allSatisfy(\.isFinite), let largest = logits.max()
        else { return nil }
        var storage = SIMD16<Float>.zero
        var sum: Float = 0
        for (digit, logit) in logits.enumerated() {
            let power = expf((logit - largest) / temperature)
            storage[digit] = power
            sum += power
        }
        self.storage = storage / sum
    }
}

extension DigitProbabilities: RandomAccessCollection {
    /// 0.
    public var startIndex: Int { 0 }
    /// 10.
    public var endIndex: Int { Self.count }

    /// The probability of a digit.
    public subscript(digit: Int) -> Float {
        precondition((0..<Self.count).contains(digit), "\(digit) is not a digit")
        return storage[digit]
    }

    /// The digit of the largest probability; the smallest such digit where several are equal.
    public var indexOfLargest: Int {
        var best = 0
        for digit in 1..<Self.count where storage[digit] > storage[best] { best = digit }
        return best
    }

    /// The digit that comes after `digit` when all are put in order, likeliest first and smaller ones before equal ones;
    /// nil after the last.
    public func next(after digit: Int) -> Int? {
        let bound = self[digit]
        var best: Int?
        for other in 0..<Self.count {
            let probability = storage[other]
            guard probability < bound || (probability == bound && other > digit) else { continue }
            if best.map({ probability > storage[$0] }) ?? true { best = other }
        }
        return best
    }
}
