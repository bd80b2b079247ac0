import Glibc
import NeuralNetwork

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

    static func write(into folder: String) {
        for (index, form) in forms.enumerated() {
            guard let architecture = try? Architecture(parsing: form.layers, loss: form.loss) else {
                preconditionFailure("\(form.layers) is no architecture")
            }
            let network = Network(architecture: architecture, seed: UInt64(index))
            let metadata = ["temperature": "1.5", "threshold": "0.9"]
            let bytes = ModelFile(network: network, metadata: metadata).bytes()
            let path = "\(folder)/\(index).safetensors"
            guard let file = fopen(path, "w") else { preconditionFailure("\(path): can't be written") }
            fwrite(bytes, 1, bytes.count, file)
            fclose(file)
        }
    }
}
