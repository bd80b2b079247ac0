import Testing

@testable import NeuralNetwork

@Suite("Pooling kernels equal their plain twins")
struct PoolingKernelTests {
    static let sizes = BlockCase.all.filter { $0.shape.height >= 2 && $0.shape.width >= 2 }

    @Test(arguments: sizes)
    func maxPoolingEqualsPlainTwin(_ size: BlockCase) {
        let images = size.images
        let output = Shape(
            height: size.shape.height / 2,
            width: size.shape.width / 2,
            channels: size.shape.channels
        )
        // A few levels only, so that many squares have their largest number twice.
        let x = randomNumbers(size.count, seed: 1).map { ($0 * 3).rounded() }
        let dy = randomNumbers(images * output.count, seed: 2)
        let plain = Reference.maxPool(x, images: images, shape: size.shape)
        let plainGradient = Reference.maxPoolBackward(x, outputGradient: dy, images: images, shape: size.shape)
        for kernels in Kernels.all {
            let input = size.buffer(x)
            let y = ActivationBuffer(shape: output, padding: 1, capacity: images + 1)
            kernels.maxPool(input, into: y, images: images)
            #expect(y.numbers(images: images) == plain, "\(kernels.name)")
            #expect(y.isZeroOutside(images: images), "\(kernels.name) wrote outside of its pixels")

            let gradient = size.empty(extra: 1)
            kernels.maxPoolBackward(
                x: input,
                outputGradient: ActivationBuffer(dy, images: images, shape: output, padding: 2),
                into: gradient,
                images: images
            )
            #expect(gradient.numbers(images: images) == plainGradient, "\(kernels.name)")
            #expect(gradient.isZeroOutside(images: images), "\(kernels.name) wrote outside of its pixels")
        }
    }
}
