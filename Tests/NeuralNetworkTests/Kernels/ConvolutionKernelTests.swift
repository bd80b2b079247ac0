import Testing

@testable import NeuralNetwork

@Suite("Convolution kernels equal their plain twins")
struct ConvolutionKernelTests {
    @Test(arguments: ConvolutionCase.all)
    func forwardEqualsPlainTwin(_ size: ConvolutionCase) {
        let shape = size.shape, terms = size.kernel * size.kernel * size.inputs
        let x = randomNumbers(size.images * shape.input.count, seed: 1)
        let weights = randomNumbers(terms * size.outputs, seed: 2)
        let bias = randomNumbers(size.outputs, seed: 3)
        let plain = Reference.convolution(shape, x: x, weights: weights, bias: bias)
        let unbiased = zip(plain, plain.indices).map { $0 - bias[$1 % size.outputs] }
        for kernels in Kernels.all {
            for (extra, relu, biased) in [(0, false, true), (1, true, true), (2, false, false)] {
                let input = ActivationBuffer(
                    x,
                    images: size.images,
                    shape: shape.input,
                    padding: size.padding + extra
                )
                let output = ActivationBuffer(shape: shape.output, padding: extra, capacity: size.images + 1)
                kernels.convolve(
                    input,
                    weights: FloatSlice(weights),
                    bias: biased ? FloatSlice(bias) : nil,
                    into: output,
                    geometry: .init(kernel: size.kernel, padding: size.padding),
                    images: size.images,
                    relu: relu
                )
                let expected = relu ? Reference.relu(plain) : biased ? plain : unbiased
                let error = largestDifference(output.numbers(images: size.images), expected)
                #expect(error < tolerance(terms: terms), "\(kernels.name), ReLU \(relu), bias \(biased)")
                #expect(output.isZeroOutside(images: size.images), "\(kernels.name) wrote outside of its pixels")
            }
        }
    }

    /// A picture gives the same bits whichever others go through the layers with it, so that no result depends on them.
    @Test(arguments: ConvolutionCase.all.filter { $0.images > 1 })
    func anImageGivesTheSameBitsAloneAndAmongOthers(_ size: ConvolutionCase) {
        let shape = size.shape, weights = randomNumbers(size.kernel * size.kernel * size.inputs * size.outputs, seed: 2)
        let x = randomNumbers(size.images * shape.input.count, seed: 1)
        let bias = FloatSlice(randomNumbers(size.outputs, seed: 3))
        func run(_ x: [Float], images: Int, kernels: Kernels) -> [Float] {
            let input = ActivationBuffer(x, images: images, shape: shape.input, padding: size.padding)
            let output = ActivationBuffer(shape: shape.output, padding: 0, capacity: images)
            kernels.convolve(
                input,
                weights: FloatSlice(weights),
                bias: bias,
                into: output,
                geometry: .init(kernel: size.kernel, padding: size.padding),
                images: images,
                relu: false
            )
            return output.numbers(images: images)
        }
        for kernels in Kernels.all {
            let alone = (0..<size.images).flatMap { image in
                let one = x[image * shape.input.count..<(image + 1) * shape.input.count]
                return run(Array(one), images: 1, kernels: kernels)
            }
            #expect(run(x, images: size.images, kernels: kernels) == alone, "\(kernels.name)")
        }
    }

    @Test(arguments: ConvolutionCase.all)
    func gradientsEqualPlainTwins(_ size: ConvolutionCase) {
        let shape = size.shape
        let x = randomNumbers(size.images * shape.input.count, seed: 4)
        let dy = randomNumbers(size.images * shape.output.count, seed: 5)
        let weights = randomNumbers(size.kernel * size.kernel * size.inputs * size.outputs, seed: 6)
        let plainWeights = Reference.convolutionWeights(shape, x: x, outputGradient: dy)
        let plainInput = Reference.convolutionInput(shape, weights: weights, outputGradient: dy)
        let plainBias = Reference.channelSums(dy, images: size.images, shape: shape.output)
        let pixels = size.images * shape.output.height * shape.output.width
        let border = size.kernel - 1 - size.padding
        for kernels in Kernels.all {
            let input = ActivationBuffer(x, images: size.images, shape: shape.input, padding: size.padding)
            let gradient = ActivationBuffer(dy, images: size.images, shape: shape.output, padding: border)
            // The kernels add to what is there: start from ones.
            let weightGradient = FloatSlice([Float](repeating: 1, count: weights.count))
            kernels.accumulateConvolutionWeights(
                x: input,
                outputGradient: gradient,
                into: weightGradient,
                geometry: .init(kernel: size.kernel, padding: size.padding),
                images: size.images
            )
            let weightError = largestDifference(weightGradient.numbers, plainWeights.map { $0 + 1 })
            #expect(weightError < tolerance(terms: pixels + 1), "\(kernels.name), weights")

            let biasGradient = FloatSlice([Float](repeating: 1, count: size.outputs))
            kernels.accumulateChannelSums(of: gradient, into: biasGradient, images: size.images)
            let biasError = largestDifference(biasGradient.numbers, plainBias.map { $0 + 1 })
            #expect(biasError < tolerance(terms: pixels + 1), "\(kernels.name), bias")

            let flipped = FloatSlice([Float](repeating: 0, count: weights.count))
            kernels.flip(
                FloatSlice(weights),
                kernel: size.kernel,
                inputs: size.inputs,
                outputs: size.outputs,
                into: flipped
            )
            let inputGradient = ActivationBuffer(shape: shape.input, padding: 2, capacity: size.images + 1)
            kernels.convolve(
                gradient,
                weights: flipped,
                bias: nil,
                into: inputGradient,
                geometry: .init(kernel: size.kernel, padding: border),
                images: size.images,
                relu: false
            )
            let inputError = largestDifference(inputGradient.numbers(images: size.images), plainInput)
            #expect(
                inputError < tolerance(terms: size.kernel * size.kernel * size.outputs),
                "\(kernels.name), input"
            )
            #expect(inputGradient.isZeroOutside(images: size.images), "\(kernels.name) wrote outside of its pixels")
        }
    }

    @Test(arguments: [1, 2, 3, 5], ConvolutionCase.channels)
    func flippedWeightsEqualPlainTwin(kernel: Int, inputs: Int) {
        for outputs in [1, 10, 17, 40] {
            let weights = randomNumbers(kernel * kernel * inputs * outputs, seed: 7)
            let plain = Reference.flip(weights, kernel: kernel, inputs: inputs, outputs: outputs)
            for kernels in Kernels.all {
                let flipped = FloatSlice([Float](repeating: 0, count: weights.count))
                kernels.flip(
                    FloatSlice(weights),
                    kernel: kernel,
                    inputs: inputs,
                    outputs: outputs,
                    into: flipped
                )
                #expect(flipped.numbers == plain, "\(kernels.name)")
            }
        }
    }
}
