/// The part of the ONNX format that a network of digits needs; each type writes the message of its name.
///
/// Format: https://github.com/onnx/onnx, `onnx/onnx.proto`; numbers in the code are that file's field numbers.
enum ONNX {
    /// Version of the file format (`IR_VERSION`); 8 goes with operator set 17.
    static let formatVersion = 8
    /// Version of the operators.
    static let operatorSet = 17
    /// `TensorProto.FLOAT`.
    static let float = 1
    /// `TensorProto.INT64`.
    static let int64 = 7
}

extension ONNX {
    /// `ModelProto`: a graph, what it was made with, and notes.
    struct Model {
        let graph: Graph
        let producer: String
        let notes: [String: String]

        var message: ProtobufMessage {
            var operators = ProtobufMessage()
            operators.add(1, "")  // the standard ones
            operators.add(2, ONNX.operatorSet)

            var message = ProtobufMessage()
            message.add(1, ONNX.formatVersion)
            message.add(2, producer)
            message.add(7, graph.message)
            message.add(8, operators)
            for (key, value) in notes.sorted(by: { $0.key < $1.key }) {
                var note = ProtobufMessage()
                note.add(1, key)
                note.add(2, value)
                message.add(14, note)
            }
            return message
        }
    }
}

extension ONNX {
    /// `GraphProto`: nodes in an order in which they can run, constants, inputs and outputs.
    struct Graph {
        let name: String
        var nodes: [Node] = []
        var constants: [Tensor] = []
        var inputs: [Value] = []
        var outputs: [Value] = []

        var message: ProtobufMessage {
            var message = ProtobufMessage()
            for node in nodes { message.add(1, node.message) }
            message.add(2, name)
            for constant in constants { message.add(5, constant.message) }
            for input in inputs { message.add(11, input.message) }
            for output in outputs { message.add(12, output.message) }
            return message
        }
    }
}
