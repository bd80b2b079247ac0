import Testing

@testable import NeuralNetwork

@Suite("Activation kernels equal their plain twins")
struct ActivationKernelTests {
    typealias Forward = (Kernels) -> (ActivationBuffer, Int) -> Void
    typealias Backward = (Kernels) -> (ActivationBuffer, ActivationBuffer, Int) -> Void

    /// Compares one activation in both directions, in place, with the borders of x and ∂y of different widths.
    private func check(
        _ size: BlockCase,
        forward: Forward,
        plainForward: ([Float]) -> [Float],
        backward: Backward,
        plainBackward: ([Float], [Float]) -> [Float]
    ) {
        // Numbers of [-30, 30): far into both flat ends of the squashing functions.
        let x = randomNumbers(size.count, seed: 1).map { $0 * 30 }
        let dy = randomNumbers(size.count, seed: 2)
        let plain = plainForward(x), plainGradient = plainBackward(plain, dy)
        for kernels in Kernels.all {
            let y = size.buffer(x), gradient = size.buffer(dy, extra: 1)
            forward(kernels)(y, size.images)
            #expect(largestDifference(y.numbers(images: size.images), plain) <= 3e-7, "\(kernels.name)")
            #expect(y.isZeroOutside(images: size.images), "\(kernels.name) wrote outside of its pixels")
            y.write(plain, images: size.images)
            backward(kernels)(y, gradient, size.images)
            let error = largestDifference(gradient.numbers(images: size.images), plainGradient)
            #expect(error <= 3e-7, "\(kernels.name)")
            #expect(gradient.isZeroOutside(images: size.images), "\(kernels.name) wrote outside of its pixels")
        }
    }

    @Test(arguments: BlockCase.all)
    func reluEqualsPlainTwin(_ size: BlockCase) {
        check(
            size,
            forward: { kernels in { kernels.relu($0, images: $1) } },
            plainForward: Reference.relu,
            backward: { kernels in { kernels.reluBackward(output: $0, gradient: $1, images: $2) } },
            plainBackward: { Reference.reluBackward(output: $0, gradient: $1) }
        )
    }

    @Test(arguments: BlockCase.all)
    func sigmoidEqualsPlainTwin(_ size: BlockCase) {
        check(
            size,
            forward: { kernels in { kernels.sigmoid($0, images: $1) } },
            plainForward: Reference.sigmoid,
            backward: { kernels in { kernels.sigmoidBackward(output: $0, gradient: $1, images: $2) } },
            plainBackward: { Reference.sigmoidBackward(output: $0, gradient: $1) }
        )
    }

    @Test(arguments: BlockCase.all)
    func tanhEqualsPlainTwin(_ size: BlockCase) {
        check(
            size,
            forward: { kernels in { kernels.tanh($0, images: $1) } },
            plainForward: Reference.tanh,
            backward: { kernels in { kernels.tanhBackward(output: $0, gradient: $1, images: $2) } },
            plainBackward: { Reference.tanhBackward(output: $0, gradient: $1) }
        )
    }

    @Test func squashingFunctionsStayInBoundsForHugeNumbers() {
        let x: [Float] = [-.greatestFiniteMagnitude, -200, 0, 200, .greatestFiniteMagnitude]
        for kernels in Kernels.all {
            let sigmoid = ActivationBuffer(x, images: 1, shape: Shape(vector: x.count), padding: 0)
            kernels.sigmoid(sigmoid, images: 1)
            #expect(sigmoid.read(image: 0) == [0, 0, 0.5, 1, 1])
            let tanh = ActivationBuffer(x, images: 1, shape: Shape(vector: x.count), padding: 0)
            kernels.tanh(tanh, images: 1)
            #expect(tanh.read(image: 0) == [-1, -1, 0, 1, 1])
        }
    }
}
