/// Writes down a network as an ONNX graph, node by node.
///
/// ONNX keeps a picture as [N, C, H, W] where digitd keeps [N, H, W, C], so the weights change their order on the way:
/// a convolution's from [K, K, I, O] to [O, I, K, K], and those of a dense layer that reads a picture from rows in the
/// order H, W, C to rows in the order C, H, W.
struct ONNXGraphBuilder {
    private(set) var graph: ONNX.Graph
    /// The tensor that the next node reads.
    private var current: String
    /// Whether that tensor is a picture, [N, C, H, W], or a list, [N, C].
    private var isPicture = true
    private var counts: [String: Int] = [:]

    init(name: String, input: Shape) {
        current = "pixels"
        graph = ONNX.Graph(name: name)
        graph.inputs = [
            ONNX.Value(
                name: current,
                shape: [input.channels, input.height, input.width],
                meaning: "pictures, paper 0 and ink 1"
            )
        ]
    }

    /// Adds the nodes of one layer. Dropout has none: it does nothing outside training.
    mutating func add(_ layer: any Layer, parameters: FloatBuffer) {
        switch layer {
        case let layer as Convolution:
            unflatten(layer.input)
            let inputs = layer.input.channels, outputs = layer.output.channels, kernel = layer.kernel
            constant(
                layer.weight.name,
                [outputs, inputs, kernel, kernel],
                Self.outermostFirst(parameters[layer.weight.range], taps: kernel * kernel, inputs: inputs)
            )
            constant(layer.bias.name, [outputs], parameters[layer.bias.range])
            let pads = [Int](repeating: layer.padding, count: 4)
            node(
                "Conv",
                constants: [layer.weight.name, layer.bias.name],
                [.integers("kernel_shape", [kernel, kernel]), .integers("pads", pads)]
            )
        case let layer as Dense:
            let isRead = isPicture
            flatten()
            let weights = parameters[layer.weight.range]
            constant(
                layer.weight.name,
                layer.weight.shape,
                isRead ? Self.channelsFirst(weights, input: layer.input) : weights
            )
            constant(layer.bias.name, layer.bias.shape, parameters[layer.bias.range])
            node("Gemm", constants: [layer.weight.name, layer.bias.name])
        case let layer as BatchNormalization:
            for parameter in layer.parameters { constant(parameter.name, parameter.shape, parameters[parameter.range]) }
            node(
                "BatchNormalization",
                constants: layer.parameters.map(\.name),
                [.float("epsilon", BatchNormalization.epsilon)]
            )
        case is MaxPooling:
            node("MaxPool", [.integers("kernel_shape", [2, 2]), .integers("strides", [2, 2])])
        case let layer as Activation:
            switch layer.function {
            case .relu: node("Relu")
            case .sigmoid: node("Sigmoid")
            case .tanh: node("Tanh")
            }
        default: precondition(layer is Dropout, "\(layer) has no form in ONNX")
        }
    }

    /// Ends the graph: the outputs under names of their own, and what digitd makes of them.
    mutating func finish(loss: Loss, temperature: Float) {
        flatten()
        switch loss {
        case .softmaxCrossEntropy, .softmaxOrNone: rename("logits")
        case .squaredError:
            rename("outputs")
            output("outputs", "the ten squashed outputs")
            let squashing = graph.nodes[graph.nodes.count - 1]
            squashing.operation == "Sigmoid" ? clipSums(squashing.inputs[0]) : unsquash()
        }
        output("logits", "what the softmax is taken of, before the temperature")
        if loss == .softmaxOrNone {
            node("ReduceLogSumExp", [.integers("axes", [1]), .integer("keepdims", 0)], output: "evidence")
            output("evidence", "how much speaks for a digit at all", [])
            current = "logits"
        }
        scalar("temperature", temperature)
        node("Div", constants: ["temperature"])
        node("Softmax", [.integer("axis", 1)], output: "probabilities")
        output("probabilities", "calibrated probabilities of the digits 0 to 9")
    }

    /// The logits where they are there as the weighted sums that a sigmoid squashed: only their bounds are wanting.
    private mutating func clipSums(_ sums: String) {
        scalar("smallest", -Loss.largestSum)
        scalar("largest", Loss.largestSum)
        node("Clip", inputs: [sums], constants: ["smallest", "largest"], output: "logits")
    }

    /// The logits behind squashed outputs a: log(a / (1 − a)), as ``Loss/logits(_:)`` has it.
    private mutating func unsquash() {
        scalar("smallest", Loss.smallestOutput)
        scalar("largest", 1 - Loss.smallestOutput)
        scalar("one", 1)
        node("Clip", constants: ["smallest", "largest"])
        let clipped = current
        node("Sub", inputs: ["one", clipped])
        node("Div", inputs: [clipped, current])
        node("Log", output: "logits")
    }
}

// MARK: - Nodes and constants

extension ONNXGraphBuilder {
    private mutating func node(
        _ operation: String,
        inputs: [String]? = nil,
        constants: [String] = [],
        _ attributes: [ONNX.Attribute] = [],
        output: String? = nil
    ) {
        let number = counts[operation, default: 0] + 1
        counts[operation] = number
        let name = "\(operation.lowercased())\(number)"
        let output = output ?? "\(name).y"
        graph.nodes.append(
            ONNX.Node(
                name: name,
                operation: operation,
                inputs: (inputs ?? [current]) + constants,
                output: output,
                attributes: attributes
            )
        )
        current = output
    }

    private mutating func constant(_ name: String, _ shape: [Int], _ values: [Float]) {
        graph.constants.append(ONNX.Tensor(name, shape: shape, .floats(values)))
    }

    private mutating func scalar(_ name: String, _ value: Float) {
        constant(name, [], [value])
    }

    private mutating func output(_ name: String, _ meaning: String, _ shape: [Int] = [10]) {
        graph.outputs.append(ONNX.Value(name: name, shape: shape, meaning: meaning))
    }

    /// Gives the tensor at hand, which the last node wrote, a name of its own.
    private mutating func rename(_ name: String) {
        precondition(!graph.nodes.isEmpty, "a network without layers")
        graph.nodes[graph.nodes.count - 1].output = name
        current = name
    }

    /// [N, C, H, W] → [N, C·H·W].
    private mutating func flatten() {
        guard isPicture else { return }
        node("Flatten")
        isPicture = false
    }

    /// [N, C] → [N, C, 1, 1], for a convolution after a dense layer.
    private mutating func unflatten(_ shape: Shape) {
        guard !isPicture else { return }
        let sizes = "\(current).sizes"
        let numbers = [-1, shape.channels, shape.height, shape.width]
        graph.constants.append(ONNX.Tensor(sizes, shape: [4], .integers(numbers)))
        node("Reshape", constants: [sizes])
        isPicture = true
    }
}

// MARK: - The order of weights

extension ONNXGraphBuilder {
    /// [K, K, I, O] → [O, I, K, K], with `taps` K · K.
    private static func outermostFirst(_ weights: [Float], taps: Int, inputs: Int) -> [Float] {
        let outputs = weights.count / (taps * inputs)
        var turned: [Float] = []
        turned.reserveCapacity(weights.count)
        for o in 0..<outputs {
            for i in 0..<inputs {
                for tap in 0..<taps { turned.append(weights[(tap * inputs + i) * outputs + o]) }
            }
        }
        return turned
    }

    /// [H · W · C, O] → [C · H · W, O].
    private static func channelsFirst(_ weights: [Float], input: Shape) -> [Float] {
        let pixels = input.height * input.width, outputs = weights.count / input.count
        var turned: [Float] = []
        turned.reserveCapacity(weights.count)
        for c in 0..<input.channels {
            for pixel in 0..<pixels {
                let row = (pixel * input.channels + c) * outputs
                turned += weights[row..<row + outputs]
            }
        }
        return turned
    }
}
