extension Dense {
    /// `∂W += xᵀ·∂y`, `∂b += Σₙ ∂y`, `∂x = ∂y·Wᵀ`.
    ///
    /// Because `y_o = Σᵢ xᵢ W_io + b_o`, a nudge of W_io moves y_o by xᵢ, a nudge of b_o moves it by 1, and a nudge of
    /// xᵢ moves every y_o by W_io.
    func backward(
        x: ActivationBuffer,
        y: ActivationBuffer,
        outputGradient: ActivationBuffer,
        inputGradient: ActivationBuffer?,
        pass: Pass
    ) {
        guard let training = pass.training, let backward = pass.prepared.backward else {
            preconditionFailure("backward outside training")
        }
        pass.kernels.accumulateDenseWeights(
            x: x,
            outputGradient: outputGradient,
            into: training.gradients.slice(weight.range),
            images: pass.images
        )
        pass.kernels.accumulateChannelSums(
            of: outputGradient,
            into: training.gradients.slice(bias.range),
            images: pass.images
        )
        if let inputGradient {
            pass.kernels.multiply(
                outputGradient,
                weights: backward.flipped.slice(weight.range),
                bias: nil,
                into: inputGradient,
                images: pass.images,
                relu: false
            )
        }
    }

    func prepare(_ prepared: PreparedWeights, parameters: FloatBuffer, kernels: Kernels) {
        guard let backward = prepared.backward else { return }
        kernels.flip(
            parameters.slice(weight.range),
            kernel: 1,
            inputs: input.count,
            outputs: output.count,
            into: backward.flipped.slice(weight.range)
        )
    }
}
