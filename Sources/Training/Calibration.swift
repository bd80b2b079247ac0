import NeuralNetwork
import Recognition

/// Temperature and threshold of a model, fitted on pictures that it has not learned from.
public struct Calibration: Sendable, Hashable {
    /// What the logits are divided by.
    public var temperature: Float
    /// The confidence from which on a reading counts as `classified`.
    public var threshold: Float
    /// Pictures the fit rests on.
    public var images: Int
    /// Those that were read wrong.
    public var mistakes: Int
    /// Share of them that reach the threshold.
    public var coverage: Double
    /// Those that reach the threshold and are wrong.
    public var acceptedMistakes: Int

    /// The evidence below which a picture is unfamiliar; nil where the network has not learned what is no digit.
    public var leastEvidence: Float?

    /// The largest share of wrong readings among the classified ones that the threshold aims at.
    public static let defaultRisk = 0.001

    /// Fits the temperature to the least log loss (Guo et al., 2017), then takes the lowest threshold at which at most
    /// `risk` of the readings above it are wrong.
    public init(of network: Network, on images: LabeledImages, risk: Double = defaultRisk, threads: Int = 2) {
        let loss = network.architecture.loss
        let logits = network.outputs(for: images, threads: threads).map(loss.logits)
        self.init(logits: logits, labels: images.labels.map(Int.init), risk: risk)
    }

    /// The same from logits that are there already.
    public init(logits: [[Float]], labels: [Int], risk: Double = defaultRisk) {
        precondition(logits.count == labels.count && !labels.isEmpty, "\(logits.count) logits, \(labels.count) labels")
        let temperature = Self.temperature(logits, labels)
        let readings = zip(logits, labels).map { logits, label in
            let probabilities = Loss.softmax(logits, temperature: temperature)
            let digit = probabilities.indexOfLargest
            return (confidence: probabilities[digit], isRight: digit == label)
        }.sorted { $0.confidence > $1.confidence }
        self.temperature = temperature
        self.images = readings.count
        mistakes = readings.count { !$0.isRight }
        var wrong = 0, accepted = 0, acceptedMistakes = 0
        var threshold: Float = 1
        for (index, reading) in readings.enumerated() {
            if !reading.isRight { wrong += 1 }
            let isLastOfItsConfidence =
                index + 1 == readings.count || readings[index + 1].confidence < reading.confidence
            if isLastOfItsConfidence, Double(wrong) <= risk * Double(index + 1) {
                accepted = index + 1
                acceptedMistakes = wrong
                threshold = reading.confidence
            }
        }
        // Half way to the next reading (or to the least threshold, where all are accepted), so that the threshold is
        // not one picture's own confidence.
        if accepted > 0 {
            let next = accepted < readings.count ? readings[accepted].confidence : Self.leastThreshold
            threshold = (threshold + next) / 2
        }
        self.threshold = max(threshold, Self.leastThreshold)
        coverage = Double(accepted) / Double(readings.count)
        self.acceptedMistakes = acceptedMistakes
    }

    /// Sets ``leastEvidence`` to the highest value below which at most `losing` of each kind of digits fall.
    ///
    /// Kinds have levels of their own, so one quantile over all of them would give up the kind that is read worst.
    public mutating func fitEvidence(of network: Network, on kinds: [LabeledImages], losing share: Double, threads: Int)
    {
        let loss = network.architecture.loss
        guard loss == .softmaxOrNone else { return }
        leastEvidence = kinds.filter { $0.count > 0 }.map { images in
            let evidence = network.outputs(for: images, threads: threads).map { Loss.evidence(loss.logits($0)) }
                .sorted()
            return evidence[Int(share * Double(evidence.count))]
        }.min()
    }

    /// However easy the held-out pictures are: below this a reading is as likely wrong as right.
    static let leastThreshold: Float = 0.5

    /// The temperature of least mean cross-entropy, by golden-section search over its logarithm; the cost has one
    /// minimum there.
    static func temperature(_ logits: [[Float]], _ labels: [Int]) -> Float {
        func cost(_ logTemperature: Float) -> Double {
            let temperature = exponential(logTemperature)
            var sum = 0.0
            for (values, label) in zip(logits, labels) {
                let largest = values.max() ?? 0
                var total = 0.0
                for value in values { total += Double(exponential((value - largest) / temperature)) }
                sum += total.logarithm - Double((values[label] - largest) / temperature)
            }
            return sum
        }
        let ratio: Float = 0.618_034
        var low: Float = -3, high: Float = 3
        var a = high - ratio * (high - low), b = low + ratio * (high - low)
        var costA = cost(a), costB = cost(b)
        while high - low > 0.001 {
            if costA < costB {
                (high, b, costB) = (b, a, costA)
                a = high - ratio * (high - low)
                costA = cost(a)
            } else {
                (low, a, costA) = (a, b, costB)
                b = low + ratio * (high - low)
                costB = cost(b)
            }
        }
        return exponential((low + high) / 2)
    }

    /// The metadata a model file carries of it.
    public var metadata: [String: String] {
        var metadata = [
            DigitModel.MetadataKey.temperature: "\(temperature)",
            DigitModel.MetadataKey.threshold: "\(threshold)",
            "calibration": "\(images) held-out pictures, \(mistakes) read wrong; above the threshold "
                + "\(acceptedMistakes) wrong of \(Int((coverage * Double(images)).rounded()))",
        ]
        metadata[DigitModel.MetadataKey.leastEvidence] = leastEvidence.map { "\($0)" }
        return metadata
    }
}
