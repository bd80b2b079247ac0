import Testing

@testable import NeuralNetwork

@Suite("Winograd's convolution equals the plain one")
struct WinogradKernelTests {
    /// Heights and widths around the tiles of 3x3, channels around the vectors, more tiles than fit at a time.
    static let all: [ConvolutionCase] =
        (3...8).flatMap { height in
            [3, 5, 7].map { width in
                ConvolutionCase(inputs: 8, outputs: 10, height: height, width: width, padding: 1, images: 3)
            }
        }
        + ConvolutionCase.channels.flatMap { channels in
            [
                ConvolutionCase(inputs: channels, outputs: 17, height: 5, width: 5, padding: 0, images: 30),
                ConvolutionCase(inputs: 17, outputs: channels, height: 3, width: 4, padding: 2, images: 2),
            ]
        }
        + [
            ConvolutionCase(inputs: 16, outputs: 24, height: 14, width: 14, padding: 1, images: 2),
            ConvolutionCase(inputs: 24, outputs: 72, height: 7, width: 7, padding: 0, images: 9),
            ConvolutionCase(inputs: 72, outputs: 112, height: 5, width: 5, padding: 0, images: 29),
        ]

    private struct Run {
        let size: ConvolutionCase
        let kernels: Kernels
        let workspace: FloatBuffer
        let transformed: FloatSlice

        init(_ size: ConvolutionCase, weights: [Float], kernels: Kernels) {
            self.size = size
            self.kernels = kernels
            let count = Kernels.winogradWorkspaceCount(inputs: size.inputs, outputs: size.outputs)
            // What was there before must not matter.
            workspace = FloatBuffer([Float](repeating: .nan, count: count))
            transformed = FloatSlice([Float](repeating: .nan, count: 25 * size.inputs * size.outputs))
            kernels.transform(FloatSlice(weights), inputs: size.inputs, outputs: size.outputs, into: transformed)
        }

        func output(_ x: [Float], images: Int, bias: [Float]?, relu: Bool, border: Int) -> ActivationBuffer {
            let shape = size.shape
            let input = ActivationBuffer(x, images: images, shape: shape.input, padding: size.padding + border)
            let output = ActivationBuffer(shape: shape.output, padding: border, capacity: images + 1)
            kernels.convolveWinograd(
                input,
                weights: transformed,
                bias: bias.map { FloatSlice($0) },
                into: output,
                padding: size.padding,
                images: images,
                relu: relu,
                workspace: workspace
            )
            return output
        }
    }

    @Test(arguments: all)
    func forwardEqualsPlainTwin(_ size: ConvolutionCase) {
        let shape = size.shape
        let x = randomNumbers(size.images * shape.input.count, seed: 1)
        let weights = randomNumbers(9 * size.inputs * size.outputs, seed: 2)
        let bias = randomNumbers(size.outputs, seed: 3)
        let plain = Reference.convolution(shape, x: x, weights: weights, bias: bias)
        let unbiased = zip(plain, plain.indices).map { $0 - bias[$1 % size.outputs] }
        for kernels in Kernels.all {
            let run = Run(size, weights: weights, kernels: kernels)
            for (border, relu, biased) in [(0, false, true), (1, true, true), (2, false, false)] {
                let output = run.output(
                    x,
                    images: size.images,
                    bias: biased ? bias : nil,
                    relu: relu,
                    border: border
                )
                let expected = relu ? Reference.relu(plain) : biased ? plain : unbiased
                let error = largestDifference(output.numbers(images: size.images), expected)
                // Its numbers on the way are larger than those of a plain sum, and so is what rounding takes.
                #expect(error < 2 * tolerance(terms: 9 * size.inputs), "\(kernels.name), ReLU \(relu), bias \(biased)")
                #expect(output.isZeroOutside(images: size.images), "\(kernels.name) wrote outside of its pixels")
            }
        }
    }

    /// The plain twin of the algorithm itself; what differs is the rounding of the transformed weights to floats.
    @Test(arguments: all.filter { $0.images * $0.inputs * $0.outputs < 2000 })
    func plainAlgorithmEqualsPlainSum(_ size: ConvolutionCase) {
        let x = randomNumbers(size.images * size.shape.input.count, seed: 1)
        let weights = randomNumbers(9 * size.inputs * size.outputs, seed: 2)
        let bias = randomNumbers(size.outputs, seed: 3)
        let tiled = Reference.winograd(size.shape, x: x, weights: weights, bias: bias)
        let plain = Reference.convolution(size.shape, x: x, weights: weights, bias: bias)
        #expect(largestDifference(tiled, plain) < tolerance(terms: 9 * size.inputs))
    }

    @Test(arguments: [(1, 1), (3, 17), (16, 24)])
    func transformedWeightsEqualTheirPlainTwin(inputs: Int, outputs: Int) {
        let weights = randomNumbers(9 * inputs * outputs, seed: 2)
        let plain = Reference.winogradWeights(weights, inputs: inputs, outputs: outputs)
        for kernels in Kernels.all {
            let transformed = FloatSlice([Float](repeating: .nan, count: plain.count))
            kernels.transform(FloatSlice(weights), inputs: inputs, outputs: outputs, into: transformed)
            #expect(largestDifference((0..<plain.count).map { transformed[$0] }, plain) < 1e-6, "\(kernels.name)")
        }
    }

    /// Images share a group of tiles with others, and that must not show.
    @Test(arguments: all.filter { $0.images > 1 })
    func anImageGivesTheSameBitsAloneAndAmongOthers(_ size: ConvolutionCase) {
        let count = size.shape.input.count
        let x = randomNumbers(size.images * count, seed: 1)
        let weights = randomNumbers(9 * size.inputs * size.outputs, seed: 2)
        for kernels in Kernels.all {
            let run = Run(size, weights: weights, kernels: kernels)
            let together = run.output(x, images: size.images, bias: nil, relu: false, border: 0)
            let alone = (0..<size.images).flatMap { image in
                run.output(Array(x[image * count..<(image + 1) * count]), images: 1, bias: nil, relu: false, border: 0)
                    .numbers(images: 1)
            }
            #expect(together.numbers(images: size.images) == alone, "\(kernels.name)")
        }
    }

    /// Sessions of one network share the prepared weights, those of each level by themselves.
    @Test func preparedWeightsAreSharedByLevel() throws {
        let words = ["conv 8 3x3 pad 1", "relu", "conv 9 3x3", "dense 10"]
        let network = Network(
            architecture: try Architecture(
                input: Shape(height: 6, width: 6, channels: 1),
                parsing: words,
                loss: .softmaxCrossEntropy
            ),
            seed: 1
        )
        for kernels in Kernels.all {
            let first = network.prepared(for: kernels)
            #expect(first === network.folded().prepared(for: kernels))
            for other in Kernels.all where other.level != kernels.level {
                #expect(first !== network.prepared(for: other))
            }
        }
        let other = Network(architecture: network.architecture, seed: 1)
        #expect(network.prepared(for: .best) !== other.prepared(for: .best))
    }

    /// A delta as a filter only moves the picture, and a picture of whole numbers comes back without any rounding but
    /// that of a third and a sixth.
    @Test func aDeltaMovesThePicture() throws {
        let size = ConvolutionCase(inputs: 1, outputs: 1, height: 7, width: 8, padding: 0, images: 1)
        let x = (0..<56).map { Float($0) }
        for tap in 0..<9 {
            var weights = [Float](repeating: 0, count: 9)
            weights[tap] = 1
            let expected = (0..<5).flatMap { h in (0..<6).map { w in x[(h + tap / 3) * 8 + w + tap % 3] } }
            for kernels in Kernels.all {
                let run = Run(size, weights: weights, kernels: kernels)
                let output = run.output(x, images: 1, bias: nil, relu: false, border: 0)
                #expect(largestDifference(output.numbers(images: 1), expected) < 1e-4, "\(kernels.name), tap \(tap)")
            }
        }
    }
}
