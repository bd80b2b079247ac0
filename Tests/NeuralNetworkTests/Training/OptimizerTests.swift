import Testing

@testable import NeuralNetwork

@Suite("Optimisers against their formulas, number by number in Double")
struct OptimizerTests {
    private let count = 37
    private let rates: [Float] = [0.1, 0.05, 0.2, 0.01, 0.1]

    /// Runs five steps with changing rates on random gradients; the last third of the parameters are biases.
    private func run(_ optimizer: any Optimizer, kernels: Kernels) -> [Float] {
        let parameters = FloatBuffer(randomNumbers(count, seed: 1))
        for (step, rate) in rates.enumerated() {
            let gradients = FloatBuffer(randomNumbers(count, seed: UInt64(10 + step)))
            optimizer.begin(rate: rate)
            for (range, role) in [(0..<11, Parameter.Role.weight), (11..<25, .weight), (25..<count, .bias)] {
                optimizer.update(parameters, gradients: gradients, range: range, role: role, kernels: kernels)
            }
        }
        return parameters.values
    }

    @Test(arguments: [(0, false), (0, true), (0.9, false), (0.9, true)] as [(Float, Bool)], [0, 0.1] as [Float])
    func stochasticGradientDescent(momentum: (value: Float, nesterov: Bool), decay: Float) {
        var plain = randomNumbers(count, seed: 1).map { Double($0) }
        var velocity = [Double](repeating: 0, count: count)
        for (step, rate) in rates.enumerated() {
            let gradients = randomNumbers(count, seed: UInt64(10 + step))
            for place in 0..<count {
                Reference.sgdStep(
                    weight: &plain[place],
                    velocity: &velocity[place],
                    gradient: Double(gradients[place]),
                    rate: Double(rate),
                    momentum: Double(momentum.value),
                    decay: place < 25 ? Double(decay) : 0,
                    nesterov: momentum.nesterov
                )
            }
        }
        for kernels in Kernels.all {
            let optimizer = SGD(count: count, momentum: momentum.value, decay: decay, nesterov: momentum.nesterov)
            #expect(largestDifference(run(optimizer, kernels: kernels), plain.map { Float($0) }) < 2e-6)
        }
    }

    @Test func withoutMomentumItIsTheTextbooksRule() {
        let parameters = FloatBuffer([1, -2]), optimizer = SGD(count: 2, momentum: 0)
        optimizer.begin(rate: 0.5)
        optimizer.update(
            parameters,
            gradients: FloatBuffer([0.5, 4]),
            range: 0..<2,
            role: .weight,
            kernels: .best
        )
        #expect(parameters.values == [0.75, -4])
    }

    @Test(arguments: [0, 0.1] as [Float])
    func adam(decay: Float) {
        let beta1 = 0.9, beta2 = 0.999
        var plain = randomNumbers(count, seed: 1).map { Double($0) }
        var mean = [Double](repeating: 0, count: count), square = mean
        var power1 = 1.0, power2 = 1.0
        for (step, rate) in rates.enumerated() {
            let gradients = randomNumbers(count, seed: UInt64(10 + step)).map { Double($0) }
            power1 *= beta1
            power2 *= beta2
            for place in 0..<count {
                mean[place] = beta1 * mean[place] + (1 - beta1) * gradients[place]
                square[place] = beta2 * square[place] + (1 - beta2) * gradients[place] * gradients[place]
                let m = mean[place] / (1 - power1), v = square[place] / (1 - power2)
                let shrink = place < 25 ? Double(decay) * plain[place] : 0
                plain[place] -= Double(rate) * (m / (v.squareRoot() + 1e-8) + shrink)
            }
        }
        for kernels in Kernels.all {
            let optimizer = Adam(count: count, decay: decay)
            #expect(largestDifference(run(optimizer, kernels: kernels), plain.map { Float($0) }) < 2e-5)
        }
    }

    @Test func stateCarriesAnOptimizerOn() {
        for make: () -> any Optimizer in [{ SGD(count: 37) }, { Adam(count: 37) }] {
            let first = make(), second = make()
            _ = run(first, kernels: .best)
            second.state = first.state
            #expect(second.state.steps == 5)
            #expect(run(first, kernels: .best) == run(second, kernels: .best))
        }
    }
}
