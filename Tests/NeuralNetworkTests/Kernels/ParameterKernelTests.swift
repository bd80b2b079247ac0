import Testing

@testable import NeuralNetwork

@Suite("Kernels over parameters equal their plain twins")
struct ParameterKernelTests {
    static let counts = Array(0...20) + [31, 32, 33, 63, 64, 65, 1000]

    @Test(arguments: counts)
    func addAndBlendEqualPlainTwins(count: Int) {
        let x = randomNumbers(count, seed: 1), y = randomNumbers(count, seed: 2)
        for kernels in Kernels.all {
            let sum = FloatSlice(y), blended = FloatSlice(y)
            kernels.add(FloatSlice(x), to: sum)
            #expect(sum.numbers == Reference.add(x, to: y), "\(kernels.name)")
            kernels.blend(FloatSlice(x), into: blended, factor: 0.3)
            let error = largestDifference(blended.numbers, Reference.blend(x, into: y, factor: 0.3))
            #expect(error < 3e-7, "\(kernels.name)")
        }
    }

    @Test(arguments: counts, [false, true])
    func stochasticGradientDescentEqualsPlainTwin(count: Int, nesterov: Bool) {
        let gradient = randomNumbers(count, seed: 1)
        for kernels in Kernels.all {
            let weights = FloatSlice(randomNumbers(count, seed: 2))
            let velocity = FloatSlice(randomNumbers(count, seed: 3))
            var plain = weights.numbers.map { Double($0) }, plainVelocity = velocity.numbers.map { Double($0) }
            for place in 0..<count {
                Reference.sgdStep(
                    weight: &plain[place],
                    velocity: &plainVelocity[place],
                    gradient: Double(gradient[place]),
                    rate: 0.1,
                    momentum: 0.9,
                    decay: 0.01,
                    nesterov: nesterov
                )
            }
            kernels.sgdStep(
                weights,
                gradient: FloatSlice(gradient),
                velocity: velocity,
                rate: 0.1,
                momentum: 0.9,
                decay: 0.01,
                nesterov: nesterov
            )
            #expect(largestDifference(weights.numbers, plain.map { Float($0) }) < 1e-6, "\(kernels.name)")
            #expect(largestDifference(velocity.numbers, plainVelocity.map { Float($0) }) < 1e-6, "\(kernels.name)")
        }
    }

    @Test(arguments: counts)
    func adamEqualsPlainTwin(count: Int) {
        let gradient = randomNumbers(count, seed: 1)
        let constants = Kernels.AdamConstants(
            rate: 0.1,
            beta1: 0.9,
            beta2: 0.99,
            epsilon: 1e-4,
            decay: 0.01,
            correction1: 1.5,
            correction2: 3
        )
        for kernels in Kernels.all {
            let weights = FloatSlice(randomNumbers(count, seed: 2)), mean = FloatSlice(randomNumbers(count, seed: 3))
            let square = FloatSlice(randomNumbers(count, seed: 4).map { abs($0) + 0.1 })
            var plain = weights.numbers.map { Double($0) }, plainMean = mean.numbers.map { Double($0) }
            var plainSquare = square.numbers.map { Double($0) }
            for place in 0..<count {
                Reference.adamStep(
                    weight: &plain[place],
                    mean: &plainMean[place],
                    square: &plainSquare[place],
                    gradient: Double(gradient[place]),
                    constants: constants
                )
            }
            kernels.adamStep(
                weights,
                gradient: FloatSlice(gradient),
                mean: mean,
                square: square,
                constants: constants
            )
            #expect(largestDifference(weights.numbers, plain.map { Float($0) }) < 2e-6, "\(kernels.name)")
            #expect(largestDifference(mean.numbers, plainMean.map { Float($0) }) < 1e-6, "\(kernels.name)")
            #expect(largestDifference(square.numbers, plainSquare.map { Float($0) }) < 1e-6, "\(kernels.name)")
        }
    }
}
