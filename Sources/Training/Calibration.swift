import NeuralNetwork
import Recognition

/// Temperature and thresholds of a model, fitted on pictures that it has not learned from.
public struct Calibration: Sendable, Hashable {
    /// What the logits are divided by.
    public var temperature: Float
    /// How often readings of a confidence were right.
    public private(set) var risk = RiskEvidence()
    /// The evidence below which a picture is unfamiliar; nil where the network has not learned what is no digit.
    public var leastEvidence: Float?

    /// Fits the temperature to the least log loss of first looks (Guo et al., 2017).
    public init(of network: Network, on images: LabeledImages, threads: Int = 2) {
        self.init(logits: Self.logits(network, images, threads), labels: images.labels.map(Int.init))
    }

    /// The same from logits that are there already.
    public init(logits: [[Float]], labels: [Int]) {
        precondition(logits.count == labels.count && !labels.isEmpty, "\(logits.count) logits, \(labels.count) labels")
        temperature = Self.temperature(logits, labels)
    }

    /// The confidence from which on a reading counts as `classified`, unless another risk is asked for.
    public var threshold: RiskEvidence.Threshold { risk.threshold(risk: DigitModel.defaultRisk) }

    /// What a network of this temperature reads in pictures it has not learned from, looking as it does in service,
    /// except that unfamiliar ones get a second look too: what is unfamiliar is fitted afterwards.
    public func readings(
        of network: Network,
        on images: LabeledImages,
        secondLook: SecondLook?,
        threads: Int = 2
    ) -> [(digit: Int, confidence: Float)] {
        let loss = network.architecture.loss
        let looking = Looking(loss: loss, temperature: temperature, secondLook: secondLook)
        return readings(network.looks(at: images, as: looking, threads: threads).map { loss.logits($0.mean) })
    }

    /// The same from logits that are there already.
    func readings(_ logits: [[Float]]) -> [(digit: Int, confidence: Float)] {
        logits.map { logits in
            let probabilities = Loss.softmax(logits, temperature: temperature)
            let digit = probabilities.indexOfLargest
            return (digit, probabilities[digit])
        }
    }

    /// Counts readings as evidence.
    public mutating func add(_ readings: some Sequence<EvidenceReading>) {
        for reading in readings { risk.add(confidence: reading.confidence, isRight: reading.isRight) }
    }

    private static func logits(_ network: Network, _ images: LabeledImages, _ threads: Int) -> [[Float]] {
        network.outputs(for: images, threads: threads).map(network.architecture.loss.logits)
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

    /// The temperature of least cross-entropy, by golden-section search over its logarithm.
    ///
    /// Where nothing is read wrong the cross-entropy only falls with it: a term of half the square of the logarithm, as a
    /// normal prior of one around a temperature of 1 gives, keeps it finite and weighs as much as one reading or two.
    static func temperature(_ logits: [[Float]], _ labels: [Int]) -> Float {
        func cost(_ logTemperature: Float) -> Double {
            let temperature = exponential(logTemperature)
            var sum = Double(logTemperature * logTemperature) / 2
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
            DigitModel.MetadataKey.threshold: "\(threshold.confidence)",
            DigitModel.MetadataKey.riskEvidence: risk.text,
        ]
        metadata[DigitModel.MetadataKey.leastEvidence] = leastEvidence.map { "\($0)" }
        return metadata
    }
}
