extension Reference {
    /// `y[n,o] = b[o] + Σᵢ x[n,i] · W[i,o]`: x [N, I], w [I, O], b [O], y [N, O].
    static func dense(_ x: [Float], weights: [Float], bias: [Float], images: Int) -> [Float] {
        let outputs = bias.count, inputs = weights.count / outputs
        var y = [Float](repeating: 0, count: images * outputs)
        for n in 0..<images {
            for o in 0..<outputs {
                var sum = Double(bias[o])
                for i in 0..<inputs { sum += Double(x[n * inputs + i]) * Double(weights[i * outputs + o]) }
                y[n * outputs + o] = Float(sum)
            }
        }
        return y
    }

    /// `∂W[i,o] = Σₙ x[n,i] · ∂y[n,o]`: x [N, I], ∂y [N, O], ∂W [I, O].
    static func denseWeights(_ x: [Float], outputGradient: [Float], images: Int) -> [Float] {
        let inputs = x.count / images, outputs = outputGradient.count / images
        var gradient = [Float](repeating: 0, count: inputs * outputs)
        for i in 0..<inputs {
            for o in 0..<outputs {
                var sum = 0.0
                for n in 0..<images { sum += Double(x[n * inputs + i]) * Double(outputGradient[n * outputs + o]) }
                gradient[i * outputs + o] = Float(sum)
            }
        }
        return gradient
    }
}
