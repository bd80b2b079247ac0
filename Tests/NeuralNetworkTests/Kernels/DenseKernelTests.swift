import Testing

@testable import NeuralNetwork

@Suite("Dense kernels equal their plain twins")
struct DenseKernelTests {
    @Test(arguments: Array(1...15) + [28], [1, 3, 10, 16, 17, 24, 40, 64])
    func denseEqualsPlainTwin(images: Int, outputs: Int) {
        let inputs = [1, 5, 33][(images + outputs) % 3]
        let x = randomNumbers(images * inputs, seed: 1)
        let weights = randomNumbers(inputs * outputs, seed: 2)
        let bias = randomNumbers(outputs, seed: 3)
        let dy = randomNumbers(images * outputs, seed: 4)
        let plain = Reference.dense(x, weights: weights, bias: bias, images: images)
        let plainWeights = Reference.denseWeights(x, outputGradient: dy, images: images)
        for kernels in Kernels.all {
            // One row of pixels or one vector: a dense layer reads both as I numbers.
            let input = ActivationBuffer(
                x,
                images: images,
                shape: Shape(height: 1, width: inputs, channels: 1),
                padding: 0
            )
            // A convolution behind it may want a border around its outputs.
            for (relu, border) in [(false, 0), (true, 0), (false, 1), (true, 2)] {
                let output = ActivationBuffer(shape: Shape(vector: outputs), padding: border, capacity: images + 1)
                kernels.multiply(
                    input,
                    weights: FloatSlice(weights),
                    bias: FloatSlice(bias),
                    into: output,
                    images: images,
                    relu: relu
                )
                let expected = relu ? Reference.relu(plain) : plain
                let error = largestDifference(output.numbers(images: images), expected)
                #expect(error < tolerance(terms: inputs), "\(kernels.name), ReLU \(relu), border \(border)")
                #expect(output.isZeroOutside(images: images), "\(kernels.name) wrote beyond its images")
            }
            let gradient = ActivationBuffer(dy, images: images, shape: Shape(vector: outputs), padding: 0)
            let weightGradient = FloatSlice([Float](repeating: 1, count: weights.count))
            kernels.accumulateDenseWeights(x: input, outputGradient: gradient, into: weightGradient, images: images)
            let error = largestDifference(weightGradient.numbers, plainWeights.map { $0 + 1 })
            #expect(error < tolerance(terms: images + 1), "\(kernels.name), weights")
        }
    }
}
