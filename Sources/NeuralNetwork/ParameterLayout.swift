/// One named tensor of parameters within the flat buffer that holds them all.
public struct Parameter: Sendable, Hashable {
    /// `conv1.weight`, `dense2.bias`, `norm1.running_mean`, ….
    public let name: String
    /// Sizes from the outermost dimension in, as in the model file.
    public let shape: [Int]
    /// Where it lies in the flat buffer.
    public let range: Range<Int>
    /// What the optimiser does with it.
    public let role: Role

    /// How a parameter is learned.
    public enum Role: Sendable, Hashable {
        /// By gradient descent, with weight decay.
        case weight
        /// By gradient descent, without weight decay.
        case bias
        /// A running average of batch statistics, not by gradient.
        case statistic
    }
}

/// All parameters of a network in one flat buffer; layers hold named ranges of it.
///
/// The optimiser, the gradient check and the model file are then one loop each.
public struct ParameterLayout: Sendable {
    /// In the order of the layers.
    public private(set) var parameters: [Parameter] = []

    /// Floats in all.
    public var count: Int { parameters.last?.range.upperBound ?? 0 }

    mutating func append(_ name: String, shape: [Int], role: Parameter.Role) -> Parameter {
        let start = count
        let parameter = Parameter(
            name: name,
            shape: shape,
            range: start..<start + shape.reduce(1, *),
            role: role
        )
        parameters.append(parameter)
        return parameter
    }

    /// Ranges of equal role that lie side by side, joined.
    public var runs: [(range: Range<Int>, role: Parameter.Role)] {
        var runs: [(range: Range<Int>, role: Parameter.Role)] = []
        for parameter in parameters {
            if let last = runs.last, last.role == parameter.role {
                runs[runs.count - 1].range = last.range.lowerBound..<parameter.range.upperBound
            } else {
                runs.append((parameter.range, parameter.role))
            }
        }
        return runs
    }
}
