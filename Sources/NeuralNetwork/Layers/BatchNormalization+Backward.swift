extension BatchNormalization {
    /// With x̂ = (x − μ)/√(σ²+ε) and M numbers a channel in the chunk:
    /// `∂β += Σ ∂y`, `∂γ += Σ ∂y x̂`, `∂x = γ/√(σ²+ε) · (∂y − ∂β/M − x̂ ∂γ/M)`.
    ///
    /// The two subtractions are there because μ and σ² themselves move with every x.
    func backward(
        x: ActivationBuffer,
        y: ActivationBuffer,
        outputGradient: ActivationBuffer,
        inputGradient: ActivationBuffer?,
        pass: Pass
    ) {
        guard let training = pass.training else { preconditionFailure("backward outside training") }
        let mu = row(.mean, of: training.scratch), inverse = row(.inverseDeviation, of: training.scratch)
        let sums = row(.first, of: training.scratch), products = row(.second, of: training.scratch)
        let offset = row(.third, of: training.scratch)
        for c in 0..<input.channels {
            sums[c] = 0
            products[c] = 0
        }
        pass.kernels.accumulateNormalizationSums(
            x: x,
            outputGradient: outputGradient,
            mean: mu,
            sums: sums,
            products: products,
            images: pass.images
        )
        let gamma = pass.parameters.slice(scale.range)
        let scaleGradient = training.gradients.slice(scale.range)
        let shiftGradient = training.gradients.slice(shift.range)
        let count = Float(pass.images * input.height * input.width)
        // With x̂ put in, ∂x = ∂y · p + x · q + r, where s = 1/√(σ²+ε), p = γ s, q = −p s ∂γ/M and r = −p ∂β/M − q μ;
        // p and q take the place of the sums.
        for c in 0..<input.channels {
            let shiftSum = sums[c], scaleSum = products[c] * inverse[c]
            scaleGradient[c] += scaleSum
            shiftGradient[c] += shiftSum
            let p = gamma[c] * inverse[c]
            let q = -p * inverse[c] * scaleSum / count
            sums[c] = p
            products[c] = q
            offset[c] = -p * shiftSum / count - q * mu[c]
        }
        guard let inputGradient else { return }
        pass.kernels.normalizationBackward(
            x: x,
            outputGradient: outputGradient,
            p: sums,
            q: products,
            r: offset,
            into: inputGradient,
            images: pass.images
        )
    }
}
