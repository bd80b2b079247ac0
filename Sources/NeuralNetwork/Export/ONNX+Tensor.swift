extension ONNX {
    /// `TensorProto`: a named constant.
    struct Tensor {
        let name: String
        /// Sizes, outermost first; none for a single number.
        let shape: [Int]
        let numbers: Numbers

        /// What it holds, the last dimension fastest.
        enum Numbers {
            case floats([Float])
            case integers([Int])

            var count: Int {
                switch self {
                case .floats(let values): values.count
                case .integers(let values): values.count
                }
            }
        }

        init(_ name: String, shape: [Int], _ numbers: Numbers) {
            precondition(shape.reduce(1, *) == numbers.count, "\(numbers.count) numbers for shape \(shape)")
            self.name = name
            self.shape = shape
            self.numbers = numbers
        }

        var message: ProtobufMessage {
            var message = ProtobufMessage()
            for size in shape { message.add(1, size) }
            switch numbers {
            case .floats(let values):
                message.add(2, ONNX.float)
                message.add(8, name)
                message.add(9, raw: values)
            case .integers(let values):
                message.add(2, ONNX.int64)
                for value in values { message.add(7, value) }
                message.add(8, name)
            }
            return message
        }
    }
}

extension ONNX {
    /// `ValueInfoProto`: an input or output of the graph, floats [N, …] with N left open.
    struct Value {
        let name: String
        /// The sizes after N.
        let shape: [Int]
        let meaning: String

        var message: ProtobufMessage {
            var batch = ProtobufMessage()
            batch.add(2, "N")
            var sizes = ProtobufMessage()
            sizes.add(1, batch)
            for size in shape {
                var dimension = ProtobufMessage()
                dimension.add(1, size)
                sizes.add(1, dimension)
            }
            var tensor = ProtobufMessage()
            tensor.add(1, ONNX.float)
            tensor.add(2, sizes)
            var type = ProtobufMessage()
            type.add(1, tensor)

            var message = ProtobufMessage()
            message.add(1, name)
            message.add(2, type)
            message.add(3, meaning)
            return message
        }
    }
}
