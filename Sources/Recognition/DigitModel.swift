import NeuralNetwork

/// A network ready to read digits: its weights, its temperature and threshold, and which file it came from.
///
/// An immutable value that tasks may share; whoever switches models swaps one such value for another.
public struct DigitModel: Sendable {
    /// Name and hash, as results tell them.
    public let identity: ModelIdentity
    /// The network, batch normalisation folded away.
    public let network: Network
    /// What the logits are divided by before the softmax, fitted on held-out pictures so that confidences are true.
    public let temperature: Float
    /// The confidence from which on a reading counts as `classified`.
    public let threshold: Float
    /// What promises about wrong readings rest on; nil where the file carries none, and ``threshold`` is all there is.
    public let riskEvidence: RiskEvidence?
    /// The evidence (``Loss/evidence(_:)``) below which a picture is unfamiliar; nil where the network has not learned
    /// what is no digit.
    public let leastEvidence: Float?
    /// When and how the network looks again at an image; nil where one look is all it gets.
    public let secondLook: SecondLook?
    /// Everything else the file says about itself: recipe, seed, data, figures.
    public let metadata: [String: String]

    /// The keys of the metadata that decide how the model reads.
    public enum MetadataKey {
        /// ``DigitModel/temperature``.
        public static let temperature = "temperature"
        /// ``DigitModel/threshold``.
        public static let threshold = "threshold"
        /// ``DigitModel/riskEvidence``.
        public static let riskEvidence = "risk_evidence"
        /// Of the readings of ``DigitModel/riskEvidence``, those by the models that it was taught from.
        public static let inheritedEvidence = "risk_evidence_inherited"
        /// ``DigitModel/leastEvidence``.
        public static let leastEvidence = "least_evidence"
        /// ``DigitModel/secondLook``.
        public static let secondLook = "second_look"
    }

    /// The threshold of a model whose file names none.
    public static let defaultThreshold: Float = 0.9

    /// A model from the bytes of its file.
    ///
    /// - Throws: ``ModelFileError``, without the file's name.
    public init(name: String, bytes: [UInt8]) throws(ModelFileError) {
        let file = try ModelFile(bytes)
        identity = ModelIdentity(name: name, sha256: ContentHash(of: bytes))
        network = file.network.folded()
        metadata = file.metadata
        temperature = try Self.number(MetadataKey.temperature, in: file.metadata, or: 1, within: 0.01...100)
        threshold = try Self.number(
            MetadataKey.threshold,
            in: file.metadata,
            or: Self.defaultThreshold,
            within: 0...2
        )
        if let text = file.metadata[MetadataKey.riskEvidence] {
            guard let evidence = RiskEvidence(text: text) else {
                throw .notADigitModel("its risk_evidence is not a list of bin:readings:wrong")
            }
            riskEvidence = evidence
        } else {
            riskEvidence = nil
        }
        if let text = file.metadata[MetadataKey.secondLook] {
            guard let second = SecondLook(text: text) else {
                throw .notADigitModel(
                    "its second_look is \"\(text)\", not a confidence and degrees with a comma between"
                )
            }
            secondLook = second
        } else {
            secondLook = nil
        }
        leastEvidence =
            file.metadata[MetadataKey.leastEvidence] == nil
            ? nil : try Self.number(MetadataKey.leastEvidence, in: file.metadata, or: 0, within: -1000...1000)
    }

    private static func number(
        _ key: String,
        in metadata: [String: String],
        or missing: Float,
        within range: ClosedRange<Float>
    ) throws(ModelFileError) -> Float {
        guard let text = metadata[key] else { return missing }
        guard let value = Float(text), range.contains(value) else {
            throw .notADigitModel(
                "its \(key) is \"\(text)\", not a number from \(range.lowerBound) to \(range.upperBound)"
            )
        }
        return value
    }

    /// The largest share of wrong readings among the classified ones that is aimed at unless something else is said.
    public static let defaultRisk = 0.001

    /// The threshold for a share of wrong readings among the classified ones.
    public func threshold(acceptingRisk risk: Double) -> Float {
        riskEvidence?.threshold(risk: risk).confidence ?? threshold
    }

    /// Calibrated probabilities of the network's ten outputs, or nil where they are not finite.
    public func probabilities(outputs: [Float]) -> DigitProbabilities? {
        DigitProbabilities(logits: network.architecture.loss.logits(outputs), temperature: temperature)
    }

    /// How the network looks at images.
    public var looking: Looking {
        Looking(
            loss: network.architecture.loss,
            temperature: temperature,
            leastEvidence: leastEvidence,
            secondLook: secondLook
        )
    }

    /// What the network's ten outputs amount to: the reading, and the reason to doubt it if there is one.
    ///
    /// - Parameter threshold: the confidence from which on a reading is not doubted.
    public func judge(_ looks: Looks, threshold: Float) -> (reading: DigitReading, doubt: Doubt?) {
        guard let probabilities = probabilities(outputs: looks.mean) else {
            preconditionFailure("a network of finite weights gave \(looks.mean)")
        }
        let reading = DigitReading(probabilities)
        if let leastEvidence, Loss.evidence(network.architecture.loss.logits(looks.first)) < leastEvidence {
            return (reading, .unfamiliar)
        }
        return (reading, reading.confidence >= threshold ? nil : .lowConfidence)
    }
}
