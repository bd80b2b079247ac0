extension Network {
    /// One layer as `model show` prints it.
    public struct LayerSummary: Sendable {
        /// The layer in words.
        public let layer: String
        /// Shape of one image after it.
        public let output: Shape
        /// Weights it has.
        public let weights: Int
        /// Biases it has, γ and β of a normalisation among them.
        public let biases: Int
        /// Multiplications with following addition for one image, as its formula has them.
        public let multiplyAdds: Int
    }

    /// The layers with their shapes and counts.
    public var summary: [LayerSummary] {
        layers.indices.map { index in
            let layer = layers[index]
            func count(_ role: Parameter.Role) -> Int {
                layer.parameters.filter { $0.role == role }.reduce(0) { $0 + $1.range.count }
            }
            return LayerSummary(
                layer: architecture.layers[index].description,
                output: layer.output,
                weights: count(.weight),
                biases: count(.bias),
                multiplyAdds: architecture.multiplyAdds(ofLayer: index)
            )
        }
    }
}
