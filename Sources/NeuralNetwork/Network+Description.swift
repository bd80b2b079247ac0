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
    }

    /// The layers with their shapes and counts.
    public var summary: [LayerSummary] {
        zip(architecture.layers, layers).map { description, layer in
            func count(_ role: Parameter.Role) -> Int {
                layer.parameters.filter { $0.role == role }.reduce(0) { $0 + $1.range.count }
            }
            return LayerSummary(
                layer: description.description,
                output: layer.output,
                weights: count(.weight),
                biases: count(.bias)
            )
        }
    }
}
