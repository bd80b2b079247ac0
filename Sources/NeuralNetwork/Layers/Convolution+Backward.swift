extension Convolution {
    /// Each ∂x pixel gathers from the K × K outputs it took part in, so ∂y needs a border this wide.
    var gradientPadding: Int { kernel - 1 - padding }

    /// `∂W[k,l,i,o] += Σ_{n,h,w} x[n, h+k−P, w+l−P, i] · ∂y[n,h,w,o]`, `∂b[o] += Σ_{n,h,w} ∂y[n,h,w,o]`,
    /// `∂x[n,h,w,i] = Σ_{k,l,o} ∂y[n, h−k+P, w−l+P, o] · W[k,l,i,o]`.
    ///
    /// The last is again a convolution, of ∂y padded by K−1−P with W turned by 180° and I and O exchanged.
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
        pass.kernels.accumulateConvolutionWeights(
            x: x,
            outputGradient: outputGradient,
            into: training.gradients.slice(weight.range),
            geometry: .init(kernel: kernel, padding: padding),
            images: pass.images
        )
        pass.kernels.accumulateChannelSums(
            of: outputGradient,
            into: training.gradients.slice(bias.range),
            images: pass.images
        )
        guard let inputGradient else { return }
        convolve(
            outputGradient,
            weights: backward.flipped.slice(weight.range),
            transformed: isTransformedBackward ? transformed(backward.transformed) : nil,
            bias: nil,
            into: inputGradient,
            padding: gradientPadding,
            relu: false,
            pass: pass
        )
    }
}
