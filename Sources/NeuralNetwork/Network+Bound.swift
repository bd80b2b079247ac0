extension Network {
    /// No number in the network can become larger than this, whatever the image: with pixels of [0, 1], a weighted sum
    /// is at most the sum of its weights' sizes times the largest input, plus its bias.
    ///
    /// Convolutions by Winograd's algorithm pass through numbers of up to 1764 times that. Where this stays below
    /// `Float.greatestFiniteMagnitude` nothing overflows, so the outputs are never infinite or NaN. Computed in Double,
    /// layer by layer, folded or not.
    var bound: Double {
        var bound = 1.0
        var largest = bound
        for layer in layers {
            switch layer {
            case is Dense, is Convolution:
                let bias = sizes(layer.parameters[1])
                bound = zip(sums(layer.parameters[0], of: bias.count), bias).map { $0 * bound + $1 }.max() ?? bound
            case let norm as BatchNormalization:
                let gamma = sizes(norm.scale), beta = sizes(norm.shift), mean = sizes(norm.mean)
                let variance = parameters[norm.variance.range]
                bound =
                    gamma.indices.map { c in
                        let factor = gamma[c] / (Double(variance[c]) + Double(BatchNormalization.epsilon)).squareRoot()
                        return factor * (bound + mean[c]) + beta[c]
                    }.max() ?? bound
            case let activation as Activation where activation.function != .relu: bound = 1
            default: break
            }
            // Never less than 1, so that a factor too large for a Float shows even where its input is 0.
            bound = max(bound, 1)
            largest = max(largest, bound)
            guard bound < .infinity else { break }
        }
        return largest
    }

    /// The sizes of the weights that lead to each of `count` outputs, added up; outputs are the last dimension.
    private func sums(_ parameter: Parameter, of count: Int) -> [Double] {
        let weights = parameters[parameter.range]
        var sums = [Double](repeating: 0, count: count)
        for row in stride(from: 0, to: weights.count, by: count) {
            for output in 0..<count { sums[output] += Double(abs(weights[row + output])) }
        }
        return sums
    }

    private func sizes(_ parameter: Parameter) -> [Double] {
        parameters[parameter.range].map { abs(Double($0)) }
    }
}
