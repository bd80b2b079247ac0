extension Network {
    /// The same function in fewer steps, for inference: each batch normalisation that follows a convolution or a dense
    /// layer becomes part of its weights and bias, and dropout, which does nothing outside training, goes. A network
    /// with neither, as the files hold them, is returned as it is, so that sessions share its parameters.
    ///
    /// `γ (x·W + b − μ)/√(σ²+ε) + β = x·(W f) + (b − μ) f + β` with `f = γ/√(σ²+ε)`.
    public func folded() -> Network {
        guard layers.indices.contains(where: isFolded) else { return self }
        var kept: [LayerDescription] = []
        var weights: [[Float]] = []
        for (index, layer) in layers.enumerated() {
            switch layer {
            case is Dropout: continue
            case let norm as BatchNormalization where isFolded(index): fold(norm, into: &weights)
            default:
                kept.append(architecture.layers[index])
                weights += layer.parameters.map { parameters[$0.range] }
            }
        }
        guard let folded = try? Architecture(input: architecture.input, layers: kept, loss: architecture.loss) else {
            preconditionFailure("folding keeps every shape")
        }
        return Network(architecture: folded, parameters: FloatBuffer(weights.flatMap(\.self)))
    }

    /// Whether the layer at `index` goes.
    private func isFolded(_ index: Int) -> Bool {
        if layers[index] is Dropout { return true }
        return layers[index] is BatchNormalization && index > 0
            && (layers[index - 1] is Dense || layers[index - 1] is Convolution)
    }

    /// `weights` ends with the weight and the bias of the layer before `norm`.
    private func fold(_ norm: BatchNormalization, into weights: inout [[Float]]) {
        let gamma = parameters[norm.scale.range], beta = parameters[norm.shift.range]
        let mean = parameters[norm.mean.range], variance = parameters[norm.variance.range]
        let factors = zip(gamma, variance).map { $0 / ($1 + BatchNormalization.epsilon).squareRoot() }
        var weight = weights[weights.count - 2], bias = weights[weights.count - 1]
        for place in weight.indices { weight[place] *= factors[place % factors.count] }
        for o in bias.indices { bias[o] = (bias[o] - mean[o]) * factors[o] + beta[o] }
        weights[weights.count - 2] = weight
        weights[weights.count - 1] = bias
    }
}
