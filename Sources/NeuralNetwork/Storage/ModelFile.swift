import FoundationEssentials

/// A network as a file: safetensors with one tensor a parameter, and in `__metadata__` the architecture beside whatever
/// else its makers noted (temperature, thresholds, data, seed, figures).
public struct ModelFile: Sendable {
    /// The network.
    public var network: Network
    /// Everything in `__metadata__` but the architecture.
    public var metadata: [String: String]

    /// What `format` in the metadata says.
    public static let format = "digitd-1"

    /// How large the numbers of a network may become: far beyond any trained one's, and so far below a Float's largest
    /// that those on the way to a convolution by Winograd's algorithm fit as well.
    static let boundLimit = 1e30

    /// A file in memory from its parts.
    public init(network: Network, metadata: [String: String]) {
        self.network = network
        self.metadata = metadata
    }

    /// The file's bytes: the same network and metadata always give the same bytes.
    public func bytes() -> [UInt8] {
        let architecture = network.architecture
        var strings = metadata
        strings["format"] = Self.format
        strings["layers"] = architecture.layers.map(\.description).joined(separator: "; ")
        strings["loss"] = architecture.loss.rawValue
        let input = architecture.input
        strings["input"] = "\(input.height)x\(input.width)x\(input.channels)"
        let tensors = network.layout.parameters.map { parameter in
            (parameter.name, SafeTensors.Tensor(shape: parameter.shape, values: network.parameters[parameter.range]))
        }
        return SafeTensors(tensors: tensors, metadata: strings).bytes()
    }

    /// Reads a model, checking everything: format, architecture, names, shapes, that every number is finite and no
    /// variance negative.
    ///
    /// - Throws: ``ModelFileError``.
    public init(_ bytes: [UInt8]) throws(ModelFileError) {
        let file = try SafeTensors(bytes)
        guard file.metadata["format"] == Self.format else {
            throw .notADigitModel("its metadata has no format \(Self.format)")
        }
        let architecture = try Self.architecture(file.metadata)
        let layout = Network.layout(of: architecture)
        let tensors = Dictionary(file.tensors.map { ($0.name, $0.tensor) }, uniquingKeysWith: { first, _ in first })
        // Memory is asked for only when the file is known to hold as many numbers.
        for parameter in layout.parameters {
            guard let tensor = tensors[parameter.name] else { throw .notADigitModel("no tensor \(parameter.name)") }
            guard tensor.shape == parameter.shape else {
                throw .notADigitModel(
                    "tensor \(parameter.name) has the shape \(tensor.shape.quotation), not \(parameter.shape)"
                )
            }
            for value in tensor.values where !value.isFinite {
                throw .notADigitModel("tensor \(parameter.name) holds \(value)")
            }
        }
        guard tensors.count == layout.parameters.count else {
            throw .notADigitModel("\(tensors.count) tensors where the layers have \(layout.parameters.count)")
        }
        let parameters = FloatBuffer(count: layout.count)
        for parameter in layout.parameters {
            if let tensor = tensors[parameter.name] { parameters.slice(parameter.range).copy(tensor.values) }
        }
        network = Network(architecture: architecture, parameters: parameters)
        for case let norm as BatchNormalization in network.layers {
            for value in network.parameters[norm.variance.range] where value < 0 {
                throw .notADigitModel("tensor \(norm.variance.name) holds a negative variance, \(value)")
            }
        }
        guard network.bound < Self.boundLimit else {
            throw .notADigitModel("its weights are so large that the outputs could overflow")
        }
        metadata = file.metadata
        for key in ["format", "layers", "loss", "input"] { metadata[key] = nil }
    }

    private static func architecture(_ metadata: [String: String]) throws(ModelFileError) -> Architecture {
        guard metadata["input"] == "28x28x1" else { throw .notADigitModel("its input is not 28x28x1") }
        guard let loss = metadata["loss"].flatMap(Loss.init(rawValue:)) else {
            throw .notADigitModel("its loss is not one of \(Loss.allCases.map(\.rawValue).joined(separator: ", "))")
        }
        let words = (metadata["layers"] ?? "").split(separator: ";").map { word in
            String(word.drop { $0 == " " })
        }
        do {
            return try Architecture(parsing: words, loss: loss)
        } catch {
            throw .notADigitModel(error.description)
        }
    }
}
