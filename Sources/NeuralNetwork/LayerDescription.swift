/// One layer as a recipe or a model file names it: `conv 16 5x5 pad 2`, `batchnorm`, `relu`, `maxpool`,
/// `dropout 0.3`, `dense 10`, `sigmoid`, `tanh`.
public enum LayerDescription: Sendable, Hashable {
    /// `channels` filters of `kernel` × `kernel` pixels, stride 1, over an input padded with zeros.
    case convolution(channels: Int, kernel: Int, padding: Int)
    /// `units` nodes, each connected to every input.
    case dense(units: Int)
    /// Batch normalisation per channel.
    case batchNormalization
    /// The largest of each 2 × 2 pixels; an odd last row or column is left out.
    case maxPooling
    /// `max(x, 0)`.
    case relu
    /// `1 / (1 + e⁻ˣ)`.
    case sigmoid
    /// `tanh x`.
    case tanh
    /// Each number set to 0 with this probability while training, the others scaled up to keep the sum.
    case dropout(rate: Float)
}

extension LayerDescription: LosslessStringConvertible {
    /// Reads the form that ``description`` writes.
    public init?(_ description: String) {
        let words = description.split(separator: " ")
        switch (words.first, words.count) {
        case ("conv", 3), ("conv", 5):
            let sides = words[2].split(separator: "x")
            guard let channels = Int(words[1]), sides.count == 2, sides[0] == sides[1], let kernel = Int(sides[0]),
                let padding = words.count == 5 ? (words[3] == "pad" ? Int(words[4]) : nil) : 0,
                (1...4096).contains(channels), (1...28).contains(kernel), (0..<kernel).contains(padding)
            else { return nil }
            self = .convolution(channels: channels, kernel: kernel, padding: padding)
        case ("dense", 2):
            guard let units = Int(words[1]), (1...65536).contains(units) else { return nil }
            self = .dense(units: units)
        case ("dropout", 2):
            guard let rate = Float(words[1]), (0..<1).contains(rate) else { return nil }
            self = .dropout(rate: rate)
        case ("batchnorm", 1): self = .batchNormalization
        case ("maxpool", 1): self = .maxPooling
        case ("relu", 1): self = .relu
        case ("sigmoid", 1): self = .sigmoid
        case ("tanh", 1): self = .tanh
        default: return nil
        }
    }

    /// The layer in words, as recipes and model files have it.
    public var description: String {
        switch self {
        case .convolution(let channels, let kernel, 0): "conv \(channels) \(kernel)x\(kernel)"
        case .convolution(let channels, let kernel, let padding): "conv \(channels) \(kernel)x\(kernel) pad \(padding)"
        case .dense(let units): "dense \(units)"
        case .batchNormalization: "batchnorm"
        case .maxPooling: "maxpool"
        case .relu: "relu"
        case .sigmoid: "sigmoid"
        case .tanh: "tanh"
        case .dropout(let rate): "dropout \(rate)"
        }
    }
}
