import Imaging
import NeuralNetwork

/// Looks for labels that had better not be learned from. Pure values: readings in, suspects out.
public enum LabelAudit {
    /// A label to be left out, and why.
    public struct Suspect: Sendable, Hashable {
        /// Its place among the labels.
        public let index: Int
        /// In plain words.
        public let reason: String
        /// The probability of what was read instead; nil where nothing was.
        public let confidence: Float?

        init(index: Int, reason: String, confidence: Float? = nil) {
            self.index = index
            self.reason = reason
            self.confidence = confidence
        }
    }

    /// The probability of the label below which the parent contradicts it.
    static let parentDoubt: Float = 0.02
    /// The probability of the label below which a network that has learned from the other labels does.
    static let laterDoubt: Float = 0.03

    /// The labels that both readings contradict.
    ///
    /// - Parameters:
    ///   - labels: the digit of each picture.
    ///   - before: ten probabilities of each by the parent.
    ///   - after: the same by networks that have learned from the other labels.
    static func suspects(labels: [Int], before: [[Float]], after: [[Float]]) -> [Suspect] {
        labels.indices.compactMap { index in
            let label = labels[index], reading = after[index].indexOfLargest
            guard reading != label, before[index][label] < parentDoubt, after[index][label] < laterDoubt else {
                return nil
            }
            let confidence = Int((after[index][reading] * 100).rounded())
            return Suspect(
                index: index,
                reason: "looks like a \(reading) (\(confidence) %), also after learning from the other labels",
                confidence: after[index][reading]
            )
        }
    }

    /// Pictures that are the same as an earlier one but for traces: the file saved again, or scaled a little.
    ///
    /// The mean difference of their 784 pixels is at most ``twinDifference``. Twins of different labels are both left
    /// out, as it can't be known which is right.
    static func twins(_ examples: [LabelFolder.Example]) -> [Suspect] {
        // Twins have nearly the same ink in all, so only neighbours in that order are compared.
        let masses = examples.map { $0.image.pixels.reduce(0) { $0 + Int($1) } }
        let order = examples.indices.sorted { (masses[$0], $0) < (masses[$1], $1) }
        // The twins of twins belong together: each place knows one before it in its group, or itself where it is the first.
        var firsts = Array(examples.indices)
        func first(_ index: Int) -> Int {
            var place = index
            while firsts[place] != place { place = firsts[place] }
            return place
        }
        for (place, index) in order.enumerated() {
            for other in order[(place + 1)...] {
                guard masses[other] - masses[index] <= LabeledImages.bytesPerImage * twinDifference else { break }
                guard areTwins(examples[index].image.pixels, examples[other].image.pixels) else { continue }
                let (one, two) = (first(index), first(other))
                firsts[max(one, two)] = min(one, two)
            }
        }
        var groups: [Int: [Int]] = [:]
        for index in examples.indices where firsts[index] != index { groups[first(index), default: []].append(index) }
        var suspects: [Suspect] = []
        for (first, others) in groups {
            let labels = Set(([first] + others).map { examples[$0].label }).sorted()
            if labels.count > 1 {
                let all = labels.map(String.init).joined(separator: " and ")
                suspects += ([first] + others).map {
                    Suspect(index: $0, reason: "nearly the same picture lies under \(all)")
                }
            } else {
                suspects += others.map {
                    Suspect(index: $0, reason: "is nearly the same picture as \(examples[first].path)")
                }
            }
        }
        return suspects.sorted { $0.index < $1.index }
    }

    /// Grey levels of 255.
    private static let twinDifference = 3

    private static func areTwins(_ one: [UInt8], _ other: [UInt8]) -> Bool {
        let most = LabeledImages.bytesPerImage * twinDifference
        var difference = 0
        // Four rows at a time: most pairs are told apart by the first few.
        for start in stride(from: 0, to: LabeledImages.bytesPerImage, by: 112) {
            for place in start..<start + 112 { difference += abs(Int(one[place]) - Int(other[place])) }
            if difference > most { return false }
        }
        return true
    }
}
