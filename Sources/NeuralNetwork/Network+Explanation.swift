extension Network {
    /// The weights with which one node of the first layer looks at the picture.
    public struct NodeWeights: Sendable, Hashable {
        /// Rows and pixels in a row: those of the picture, or of the filter where the layer is a convolution.
        public let height, width: Int
        /// `height · width` weights, row by row.
        public let values: [Float]
        /// What is added to the weighted sum.
        public let bias: Float
    }

    /// How many nodes (or filters) the first layer has; 0 where it has no weights.
    public var firstLayerNodes: Int { layers.first?.parameters.last?.range.count ?? 0 }

    /// The weights of a node of the first layer, whose input must have one channel.
    public func firstLayerWeights(of node: Int) -> NodeWeights {
        precondition((0..<firstLayerNodes).contains(node), "node \(node) of \(firstLayerNodes)")
        precondition(architecture.input.channels == 1, "a picture of \(architecture.input.channels) channels")
        let (weight, bias) = (layers[0].parameters[0], layers[0].parameters[1])
        // Both W [I, O] and W [K, K, 1, O] have the node in the last place.
        let values = stride(from: weight.range.lowerBound + node, to: weight.range.upperBound, by: firstLayerNodes)
            .map { parameters[$0] }
        let shape = architecture.input
        let isFilter = weight.shape.count == 4
        return NodeWeights(
            height: isFilter ? weight.shape[0] : shape.height,
            width: isFilter ? weight.shape[1] : shape.width,
            values: values,
            bias: parameters[bias.range.lowerBound + node]
        )
    }
}

extension Loss {
    /// The cost of one image whose label is `label`: what training lowers, without label smoothing.
    public func cost(outputs: [Float], label: Int) -> Float {
        precondition(outputs.indices.contains(label), "label \(label) of \(outputs.count)")
        var targets = [Float](repeating: 0, count: outputs.count)
        targets[label] = 1
        var gradient = [Float](repeating: 0, count: outputs.count)
        var span = gradient.mutableSpan
        return cost(outputs: outputs, targets: targets.span, scale: 1, gradient: &span)
    }
}
