extension ONNX {
    /// `NodeProto`: one operator with the names of what it reads and writes.
    struct Node {
        let name: String
        let operation: String
        let inputs: [String]
        var output: String
        var attributes: [Attribute] = []

        var message: ProtobufMessage {
            var message = ProtobufMessage()
            for input in inputs { message.add(1, input) }
            message.add(2, output)
            message.add(3, name)
            message.add(4, operation)
            for attribute in attributes { message.add(5, attribute.message) }
            return message
        }
    }
}

extension ONNX {
    /// `AttributeProto`: a constant that is part of an operator.
    enum Attribute {
        case float(String, Float)
        case integer(String, Int)
        case integers(String, [Int])

        var message: ProtobufMessage {
            var message = ProtobufMessage()
            switch self {
            case .float(let name, let value):
                message.add(1, name)
                message.add(2, value)
                message.add(20, 1)
            case .integer(let name, let value):
                message.add(1, name)
                message.add(3, value)
                message.add(20, 2)
            case .integers(let name, let values):
                message.add(1, name)
                // Not packed: the format is proto2, whose lists are one field an element.
                for value in values { message.add(8, value) }
                message.add(20, 7)
            }
            return message
        }
    }
}
