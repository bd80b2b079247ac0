/// The largest of each 2 × 2 pixels, channel by channel: x [N, H, W, C], y [N, H/2, W/2, C].
struct MaxPooling: Layer {
    let input: Shape
    let output: Shape

    func forward(_ x: ActivationBuffer, into y: ActivationBuffer, pass: Pass) {
        pass.kernels.maxPool(x, into: y, images: pass.images)
    }

    /// Only the largest of the four moves y, so it alone receives the gradient.
    func backward(
        x: ActivationBuffer,
        y: ActivationBuffer,
        outputGradient: ActivationBuffer,
        inputGradient: ActivationBuffer?,
        pass: Pass
    ) {
        guard let inputGradient else { return }
        pass.kernels.maxPoolBackward(
            x: x,
            outputGradient: outputGradient,
            into: inputGradient,
            images: pass.images
        )
    }
}
