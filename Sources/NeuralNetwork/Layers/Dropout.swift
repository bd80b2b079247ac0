/// Dropout (Srivastava et al., 2014): while training, each number is set to 0 with probability `rate` and the others
/// are multiplied by 1 / (1 − rate), so that their expected sum stays; otherwise it does nothing.
struct Dropout: Layer {
    let input: Shape
    let rate: Float

    var output: Shape { input }
    var isInPlace: Bool { true }

    /// The factor of each number: 0 or 1 / (1 − rate).
    func scratchCount(images: Int) -> Int { images * input.count }

    func forward(_ x: ActivationBuffer, into y: ActivationBuffer, pass: Pass) {
        guard let training = pass.training else { return }
        var generator = Xoshiro256(seed: training.seed)
        let keep = 1 / (1 - rate)
        for index in 0..<pass.images * input.count {
            training.scratch[index] = generator.nextUnitFloat() < rate ? 0 : keep
        }
        scale(y, by: training.scratch, images: pass.images)
    }

    func backward(
        x: ActivationBuffer,
        y: ActivationBuffer,
        outputGradient: ActivationBuffer,
        inputGradient: ActivationBuffer?,
        pass: Pass
    ) {
        guard let training = pass.training else { preconditionFailure("backward outside training") }
        scale(outputGradient, by: training.scratch, images: pass.images)
    }

    private func scale(_ buffer: ActivationBuffer, by factors: FloatSlice, images: Int) {
        let row = input.width * input.channels
        for image in 0..<images {
            for y in 0..<input.height {
                let numbers = buffer.start() + image * buffer.imageStride + y * buffer.rowStride
                let scales = factors.start + (image * input.height + y) * row
                for index in 0..<row { numbers[index] *= scales[index] }
            }
        }
    }
}
