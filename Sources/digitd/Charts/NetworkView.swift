import Glibc
import Imaging
import NeuralNetwork
import Recognition

/// One image on its way through a network: what each layer makes of it, and what comes out.
struct NetworkView {
    /// One layer and its activations.
    struct Layer {
        /// The layer in words, as model files name it.
        let name: String
        /// The shape of its output.
        let shape: Shape
        /// H × W × C numbers.
        let values: [Float]

        /// The numbers of one channel, row by row.
        func channel(_ channel: Int) -> [Float] {
            stride(from: channel, to: values.count, by: shape.channels).map { values[$0] }
        }

        /// The largest magnitude; 1 where all are 0.
        var peak: Float {
            let peak = values.reduce(0) { max($0, abs($1)) }
            return peak > 0 ? peak : 1
        }
    }

    /// The name the picture goes by.
    let file: String
    let model: DigitModel
    let image: DigitImage
    let layers: [Layer]
    /// The ten numbers of the last layer.
    let outputs: [Float]
    let reading: DigitReading
    /// The label that was given, and the cost of the outputs against it.
    let cost: (label: Int, value: Float)?
    /// The node of the first layer that is shown, and its weights.
    let node: (index: Int, weights: Network.NodeWeights)?

    /// Lets the network look at an image.
    ///
    /// - Parameter node: the node of the first layer to show. Without it the most active one is shown where the first
    ///   layer is dense, since its weights make a picture, and none where it is not.
    init(_ image: DigitImage, file: String, model: DigitModel, label: Int?, node: Int?) {
        let network = model.network
        let activations = InferenceSession(network, chunk: 1).activations(image.pixels)
        let layers = zip(network.summary, activations.dropFirst()).map {
            Layer(name: $0.layer, shape: $0.output, values: $1)
        }
        outputs = activations[activations.count - 1]
        guard let probabilities = model.probabilities(outputs: outputs) else {
            preconditionFailure("a network of finite weights gave \(outputs)")
        }
        reading = DigitReading(probabilities)
        let loss = network.architecture.loss
        cost = label.map { [outputs] in ($0, loss.cost(outputs: outputs, label: $0)) }
        var shown = node
        if shown == nil, case .dense? = network.architecture.layers.first, let first = layers.first {
            shown = first.values.indices.max { first.values[$0] < first.values[$1] }
        }
        self.node = shown.map { ($0, network.firstLayerWeights(of: $0)) }
        self.layers = layers
        self.file = file
        self.model = model
        self.image = image
    }

    /// What the figures of the verdict are reckoned by, a line each: an output is one thing, its probability another,
    /// and the cost that training lowers a third.
    var basis: [String] {
        let loss = model.network.architecture.loss
        let temperature = decimals(Double(model.temperature), 4)
        let logits = loss == .squaredError ? "the sums behind the outputs, log(a / (1 - a))," : "the outputs"
        var lines = ["probabilities: softmax of \(logits) divided by the temperature, \(temperature)"]
        if loss == .softmaxOrNone {
            let evidence = Loss.evidence(outputs)
            let none = 1 / (1 + exp(Double(evidence)))
            var line = "evidence: \(decimals(Double(evidence), 3)), so \(decimals(100 * none, 2)) % for no digit at all"
            if let least = model.leastEvidence {
                line += evidence < least ? "; unfamiliar, as all is below " : "; unfamiliar would be less than "
                line += decimals(Double(least), 3)
            }
            lines.append(line)
        }
        if cost != nil {
            switch loss {
            case .squaredError: lines.append("cost: the sum of (output - target) squared")
            case .softmaxCrossEntropy: lines.append("cost: -log of the label's probability at the temperature 1")
            case .softmaxOrNone:
                lines.append("cost: -log of the label's probability at the temperature 1, no digit being an eleventh")
            }
        }
        return lines
    }

    /// The verdict in words: `7 99.87 %`, and the cost where there is a label.
    var verdict: String {
        var text = "\(reading.digit) \(decimals(Double(reading.confidence) * 100, 2)) %"
        if model.looking.isDoubtful(outputs) { text += " at one look" }
        if let cost {
            text += ", cost against \(cost.label): \(decimals(Double(cost.value), 4))"
            text += " (\(model.network.architecture.loss.rawValue))"
        }
        return text
    }
}
