/// What a network is made of, without its numbers: the input's shape, the layers in order, and the cost its outputs
/// are made for.
public struct Architecture: Sendable, Hashable {
    /// The input: 28 × 28 × 1, paper 0 and ink 1.
    public let input: Shape
    /// The layers from input to output.
    public let layers: [LayerDescription]
    /// The cost the outputs are trained for, which also says how they become probabilities.
    public let loss: Loss

    /// An architecture, checked: every layer must fit the one before it and the last one gives ten numbers.
    ///
    /// - Throws: ``ArchitectureError`` naming the first layer that does not fit.
    public init(
        input: Shape = Shape(height: 28, width: 28, channels: 1),
        layers: [LayerDescription],
        loss: Loss = .softmaxCrossEntropy
    ) throws(ArchitectureError) {
        self.input = input
        self.layers = layers
        self.loss = loss
        _ = try shapes()
    }

    /// The architecture from the words of a recipe or a model file.
    public init(
        input: Shape = Shape(height: 28, width: 28, channels: 1),
        parsing words: [String],
        loss: Loss
    ) throws(ArchitectureError) {
        var layers: [LayerDescription] = []
        for (index, word) in words.enumerated() {
            guard let layer = LayerDescription(word) else {
                throw ArchitectureError(layer: index + 1, text: word.quotation, reason: "is no layer that digitd knows")
            }
            layers.append(layer)
        }
        try self.init(input: input, layers: layers, loss: loss)
    }

    /// The most numbers that one image may have in all layers together: far more than a network of digits needs, and
    /// little enough for the memory that a file or a recipe from anywhere can ask for.
    static let activationLimit = 1 << 24

    /// The most layers: many times what a network of digits needs.
    static let layerLimit = 1000

    /// The shape before each layer, and after the last: `layers.count + 1` shapes.
    public func shapes() throws(ArchitectureError) -> [Shape] {
        guard layers.count <= Self.layerLimit else {
            throw ArchitectureError(
                layer: Self.layerLimit + 1,
                text: layers[Self.layerLimit].description,
                reason: "is more than the \(Self.layerLimit) layers a network may have"
            )
        }
        var shapes = [input]
        var activations = input.count
        for (index, layer) in layers.enumerated() {
            func refuse(_ reason: String) -> ArchitectureError {
                ArchitectureError(layer: index + 1, text: layer.description, reason: reason)
            }
            let shape = shapes[index]
            switch layer {
            case .convolution(let channels, let kernel, let padding):
                let height = shape.height + 2 * padding - kernel + 1
                let width = shape.width + 2 * padding - kernel + 1
                guard height >= 1, width >= 1 else { throw refuse("is larger than its input of \(shape)") }
                shapes.append(Shape(height: height, width: width, channels: channels))
            case .dense(let units):
                shapes.append(Shape(vector: units))
            case .maxPooling:
                guard shape.height >= 2, shape.width >= 2 else { throw refuse("has too small an input, \(shape)") }
                shapes.append(Shape(height: shape.height / 2, width: shape.width / 2, channels: shape.channels))
            case .batchNormalization:
                guard index > 0 else { throw refuse("can't come first") }
                shapes.append(shape)
            case .relu, .sigmoid, .tanh, .dropout:
                guard index > 0 else { throw refuse("can't come first") }
                shapes.append(shape)
            }
            activations += shapes[index + 1].count
            guard activations <= Self.activationLimit else { throw refuse("makes the network too large") }
        }
        guard let last = shapes.last, last == Shape(vector: 10) else {
            throw ArchitectureError(
                layer: layers.count,
                text: layers.last?.description ?? "nothing",
                reason: "ends the network with \(shapes.last?.description ?? "nothing"), not with ten outputs"
            )
        }
        return shapes
    }

    /// Multiplications with following addition for one image as the formulas have them, those of zeros around a picture
    /// included; only convolutions and dense layers have any.
    public var multiplyAdds: Int { layers.indices.reduce(0) { $0 + multiplyAdds(ofLayer: $1) } }

    /// Those of one layer, from 0.
    func multiplyAdds(ofLayer index: Int) -> Int {
        guard let shapes = try? shapes() else { return 0 }
        switch layers[index] {
        case .convolution(_, let kernel, _): return shapes[index + 1].count * kernel * kernel * shapes[index].channels
        case .dense(let units): return units * shapes[index].count
        default: return 0
        }
    }

    /// Whether anything in it is normalised over the images at hand.
    public var normalizesBatches: Bool { layers.contains(.batchNormalization) }
}

/// A list of layers that makes no network.
public struct ArchitectureError: Error, Equatable, CustomStringConvertible {
    /// The layer's place, from 1.
    public let layer: Int
    /// The layer in words.
    public let text: String
    /// What is wrong with it.
    public let reason: String

    /// One line that names the layer.
    public var description: String { "layer \(layer), \"\(text)\", \(reason)" }
}
