import Glibc
import NeuralNetwork
import Recognition

/// Small models of every kind of layer, with random weights.
enum SeedModels {
    private static let forms: [(layers: [String], loss: Loss)] = [
        (["maxpool", "maxpool", "maxpool", "dense 10"], .softmaxCrossEntropy),
        (["conv 1 3x3", "relu", "maxpool", "maxpool", "maxpool", "dense 10"], .softmaxCrossEntropy),
        (
            ["maxpool", "maxpool", "conv 2 3x3 pad 1", "batchnorm", "tanh", "dropout 0.3", "maxpool", "dense 10"],
            .softmaxOrNone
        ),
        (["maxpool", "maxpool", "maxpool", "dense 3", "sigmoid", "dense 10", "sigmoid"], .squaredError),
    ]

    /// What else decides how a model reads, for the form that can say that something is no digit.
    private static let further = [
        DigitModel.MetadataKey.riskEvidence: "8:20:9,30:400:3,96:5000:0",
        DigitModel.MetadataKey.inheritedEvidence: "30:100:1",
        DigitModel.MetadataKey.leastEvidence: "2.5",
        DigitModel.MetadataKey.secondLook: SecondLook(below: 0.99, turn: 8).text,
    ]

    static func write(into folder: String) {
        for (index, form) in forms.enumerated() {
            guard let architecture = try? Architecture(parsing: form.layers, loss: form.loss) else {
                preconditionFailure("\(form.layers) is no architecture")
            }
            let network = Network(architecture: architecture, seed: UInt64(index))
            var metadata = [DigitModel.MetadataKey.temperature: "1.5", DigitModel.MetadataKey.threshold: "0.9"]
            if form.loss == .softmaxOrNone { metadata.merge(further) { _, new in new } }
            let bytes = ModelFile(network: network, metadata: metadata).bytes()
            let path = "\(folder)/\(index).safetensors"
            guard let file = fopen(path, "w") else { preconditionFailure("\(path): can't be written") }
            fwrite(bytes, 1, bytes.count, file)
            fclose(file)
        }
    }
}
