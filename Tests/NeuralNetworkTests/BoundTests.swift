import Testing

@testable import NeuralNetwork

@Suite("How large a network's numbers can become")
struct BoundTests {
    private let shape = Shape(height: 4, width: 4, channels: 1)

    private func network(_ words: [String]) throws -> Network {
        Network(
            architecture: try Architecture(input: shape, parsing: words, loss: .softmaxCrossEntropy),
            seed: 3
        )
    }

    @Test func aBrightImageReachesTheBoundOfPositiveWeights() throws {
        let network = try network(["dense 3", "relu", "dense 10"])
        for place in 0..<network.layout.count { network.parameters[place] = 0.5 }
        // 16 · 0.5 + 0.5 = 8.5, then 3 · 0.5 · 8.5 + 0.5.
        #expect(network.bound == 13.25)
        #expect(InferenceSession(network).outputs([[UInt8](repeating: 255, count: 16)])[0][0] == 13.25)
    }

    /// What tanh squashes may have overflowed before it.
    @Test func largeNumbersBeforeASquashingActivationCount() throws {
        let network = try network(["dense 3", "batchnorm", "tanh", "dense 10"])
        for place in 0..<network.layout.count { network.parameters[place] = 0.5 }
        for parameter in network.layout.parameters where parameter.name == "norm1.weight" {
            for place in parameter.range { network.parameters[place] = 1e38 }
        }
        #expect(network.bound > 1e38)
    }

    /// Winograd's algorithm passes through numbers of up to 1764 times its results; those fit as well, far beyond the
    /// limit of files.
    @Test func nothingOverflowsOnTheWay() throws {
        let network = try network(["conv 8 3x3 pad 1", "conv 8 3x3 pad 1", "dense 10"])
        let last = try #require(network.layout.parameters.last { $0.name == "conv2.weight" })
        for place in last.range { network.parameters[place] = place.isMultiple(of: 2) ? 1 : -1 }
        let limit = Double(Float.greatestFiniteMagnitude) / 1764
        #expect(ModelFile.boundLimit < limit)
        let factor = Float(0.99 * limit / network.bound)
        for place in last.range { network.parameters[place] *= factor }
        #expect(network.bound > 0.9 * limit && network.bound < limit)
        for kernels in Kernels.all {
            let session = InferenceSession(network, kernels: kernels)
            for seed in 0..<20 {
                let image = randomNumbers(16, seed: UInt64(seed)).map { UInt8(abs($0) * 255) }
                #expect(session.activations(image).joined().allSatisfy(\.isFinite) == true, "\(kernels.name)")
            }
        }
    }

    @Test(arguments: [
        ["conv 4 3x3 pad 1", "batchnorm", "relu", "maxpool", "dense 10"], ["dense 5", "tanh", "dense 10", "batchnorm"],
        ["maxpool", "batchnorm", "dense 10"], ["conv 8 3x3 pad 1", "relu", "conv 9 3x3 pad 1", "dense 10"],
    ])
    func noActivationIsLarger(_ words: [String]) throws {
        let network = try network(words)
        for parameter in network.layout.parameters {
            let numbers = randomNumbers(parameter.range.count, seed: UInt64(parameter.range.lowerBound))
            let isVariance = parameter.name.hasSuffix("running_var")
            for (place, number) in zip(parameter.range, numbers) {
                network.parameters[place] = isVariance ? abs(number) + 0.1 : number
            }
        }
        let session = InferenceSession(network), bound = network.bound
        for seed in 0..<20 {
            let image = randomNumbers(16, seed: UInt64(seed)).map { UInt8(abs($0) * 255) }
            #expect(session.activations(image).joined().allSatisfy { abs(Double($0)) <= bound } == true)
        }
    }
}
