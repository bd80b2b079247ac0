import Glibc

/// Reads an ONNX file and runs it for one image, operator by operator as the ONNX specification words them: slow, and
/// sharing nothing with the writer or the engine.
struct ONNXInterpreter {
    /// A tensor of one image: [1, C, H, W] or [1, C], or a constant of any shape.
    struct Tensor {
        var shape: [Int]
        var values: [Float]
    }

    /// An operator.
    struct Node {
        let operation: String
        let inputs: [String]
        let output: String
        var integers: [String: [Int]] = [:]
        var floats: [String: Float] = [:]
    }

    let model: ProtobufFields
    let graph: ProtobufFields
    private(set) var nodes: [Node] = []
    private(set) var constants: [String: Tensor] = [:]

    init(_ bytes: [UInt8]) throws {
        model = try ProtobufFields(bytes)
        graph = try model.messages(7)[0]
        for message in try graph.messages(1) {
            var node = Node(operation: message.texts(4)[0], inputs: message.texts(1), output: message.texts(2)[0])
            for attribute in try message.messages(5) {
                let name = attribute.texts(1)[0]
                switch attribute.integers(20) {
                case [1]: node.floats[name] = attribute.floats(2)[0]
                case [2]: node.integers[name] = attribute.integers(3)
                case [7]: node.integers[name] = attribute.integers(8)
                default: throw ProtobufFields.Malformed()
                }
            }
            nodes.append(node)
        }
        for message in try graph.messages(5) {
            let isFloat = message.integers(2) == [1]
            let raw = message.bytes(9).first ?? []
            let floats = stride(from: 0, to: raw.count, by: 4).map { place in
                Float(bitPattern: (0..<4).reduce(0) { $0 | UInt32(raw[place + $1]) << (8 * UInt32($1)) })
            }
            constants[message.texts(8)[0]] = Tensor(
                shape: message.integers(1),
                values: isFloat ? floats : message.integers(7).map(Float.init)
            )
        }
    }

    /// The value of every tensor for one image of `shape`, [C, H, W].
    func run(_ pixels: [Float], shape: [Int]) -> [String: Tensor] {
        var tensors = constants
        tensors["pixels"] = Tensor(shape: [1] + shape, values: pixels)
        for node in nodes { tensors[node.output] = run(node, node.inputs.map { tensors[$0]! }) }
        return tensors
    }

    private func run(_ node: Node, _ x: [Tensor]) -> Tensor {
        func map(_ body: (Float) -> Float) -> Tensor { Tensor(shape: x[0].shape, values: x[0].values.map(body)) }
        func zip(_ body: (Float, Float) -> Float) -> Tensor {
            let larger = x[0].values.count >= x[1].values.count ? x[0] : x[1]
            func value(_ tensor: Tensor, _ place: Int) -> Float { tensor.values[tensor.values.count == 1 ? 0 : place] }
            let values = larger.values.indices.map { body(value(x[0], $0), value(x[1], $0)) }
            return Tensor(shape: larger.shape, values: values)
        }
        switch node.operation {
        case "Conv": return convolution(node, x)
        case "MaxPool": return maxPool(x[0])
        case "Gemm": return gemm(x)
        case "BatchNormalization": return normalization(node, x)
        case "Flatten": return Tensor(shape: [1, x[0].values.count], values: x[0].values)
        case "Reshape": return Tensor(shape: [1] + x[1].values.dropFirst().map { Int($0) }, values: x[0].values)
        case "Relu": return map { max($0, 0) }
        case "Sigmoid": return map { 1 / (1 + exp(-$0)) }
        case "Tanh": return map { tanh($0) }
        case "Log": return map { log($0) }
        case "Clip": return map { min(max($0, x[1].values[0]), x[2].values[0]) }
        case "Sub": return zip(-)
        case "Div": return zip(/)
        case "ReduceLogSumExp":
            precondition(node.integers["axes"] == [1] && node.integers["keepdims"] == [0])
            return Tensor(shape: [1], values: [log(x[0].values.map { exp($0) }.reduce(0, +))])
        case "Softmax":
            let powers = x[0].values.map { exp($0) }, sum = powers.reduce(0, +)
            return Tensor(shape: x[0].shape, values: powers.map { $0 / sum })
        default: preconditionFailure("operator \(node.operation)")
        }
    }

    private func convolution(_ node: Node, _ x: [Tensor]) -> Tensor {
        let pad = node.integers["pads"]!, size = x[1].shape, inputs = x[0].shape[1]
        precondition(size[1] == inputs && pad == [Int](repeating: pad[0], count: 4))
        precondition(node.integers["kernel_shape"] == Array(size[2...]))
        let height = x[0].shape[2], width = x[0].shape[3]
        let rows = height + 2 * pad[0] - size[2] + 1, columns = width + 2 * pad[0] - size[3] + 1
        var y: [Float] = []
        for o in 0..<size[0] {
            for row in 0..<rows {
                for column in 0..<columns {
                    var sum = x[2].values[o]
                    for i in 0..<inputs {
                        for k in 0..<size[2] {
                            for l in 0..<size[3] {
                                let h = row + k - pad[0], w = column + l - pad[0]
                                guard 0..<height ~= h, 0..<width ~= w else { continue }
                                let weight = x[1].values[((o * inputs + i) * size[2] + k) * size[3] + l]
                                sum += x[0].values[(i * height + h) * width + w] * weight
                            }
                        }
                    }
                    y.append(sum)
                }
            }
        }
        return Tensor(shape: [1, size[0], rows, columns], values: y)
    }

    private func maxPool(_ x: Tensor) -> Tensor {
        let height = x.shape[2], width = x.shape[3]
        var y: [Float] = []
        for c in 0..<x.shape[1] {
            for h in 0..<height / 2 {
                for w in 0..<width / 2 {
                    let start = (c * height + 2 * h) * width + 2 * w
                    y.append([0, 1, width, width + 1].map { x.values[start + $0] }.max()!)
                }
            }
        }
        return Tensor(shape: [1, x.shape[1], height / 2, width / 2], values: y)
    }

    private func gemm(_ x: [Tensor]) -> Tensor {
        let inputs = x[1].shape[0], outputs = x[1].shape[1]
        precondition(x[0].shape == [1, inputs])
        let y = (0..<outputs).map { o in
            (0..<inputs).reduce(x[2].values[o]) { $0 + x[0].values[$1] * x[1].values[$1 * outputs + o] }
        }
        return Tensor(shape: [1, outputs], values: y)
    }

    private func normalization(_ node: Node, _ x: [Tensor]) -> Tensor {
        let pixels = x[0].values.count / x[0].shape[1], epsilon = node.floats["epsilon"]!
        let y = x[0].values.indices.map { place in
            let c = place / pixels
            let centred = x[0].values[place] - x[3].values[c]
            return centred / (x[4].values[c] + epsilon).squareRoot() * x[1].values[c] + x[2].values[c]
        }
        return Tensor(shape: x[0].shape, values: y)
    }
}
