import Testing

@testable import NeuralNetwork

@Suite("Each layer's gradients against finite differences")
struct LayerGradientTests {
    /// A layer on an input.
    struct Case: Sendable, CustomTestStringConvertible {
        let layer: String
        let shape: Shape
        var images = 2

        init(_ layer: String, _ height: Int, _ width: Int, _ channels: Int, images: Int = 2) {
            self.layer = layer
            self.images = images
            shape = Shape(height: height, width: width, channels: channels)
        }

        var testDescription: String { "\(layer) on \(shape)" }
    }

    static let cases = [
        Case("conv 3 1x1", 3, 4, 2), Case("conv 2 2x2", 4, 3, 3), Case("conv 5 3x3 pad 1", 4, 5, 2),
        Case("conv 17 3x3 pad 2", 3, 3, 2), Case("conv 4 5x5 pad 2", 5, 6, 1), Case("conv 3 4x4 pad 3", 2, 5, 2),
        // By Winograd's algorithm forward, backward and both.
        Case("conv 3 3x3", 5, 6, 9), Case("conv 9 3x3 pad 2", 4, 3, 5), Case("conv 17 3x3 pad 1", 7, 5, 8),
        Case("dense 1", 1, 1, 5), Case("dense 10", 1, 1, 7), Case("dense 17", 2, 3, 2), Case("dense 4", 1, 5, 1),
        Case("batchnorm", 1, 1, 5, images: 5), Case("batchnorm", 3, 4, 3), Case("batchnorm", 2, 2, 17),
        Case("maxpool", 4, 4, 3), Case("maxpool", 5, 7, 2), Case("maxpool", 2, 3, 1),
        Case("relu", 3, 4, 3), Case("sigmoid", 3, 4, 3), Case("tanh", 3, 4, 3),
        Case("dropout 0.4", 3, 4, 3), Case("dropout 0", 1, 1, 9),
    ]

    @Test(arguments: cases)
    func gradientsMatchFiniteDifferences(_ size: Case) throws {
        for kernels in Kernels.all {
            let bench = try LayerBench(size.layer, shape: size.shape, images: size.images, kernels: kernels)
            let x = randomNumbers(size.images * size.shape.count, seed: 3)
            let dy = randomNumbers(size.images * bench.layer.output.count, seed: 4)
            let run = bench.run(x, outputGradient: dy)

            let input = GradientComparison(
                gradient: run.inputGradient,
                places: x.indices,
                step: 0.01,
                noise: 2e-6,
                relative: 0.005
            ) { place, change in
                var moved = x
                moved[place] += change
                return bench.cost(moved, outputGradient: dy)
            }
            #expect(input.agrees, "\(kernels.name), input: \(input)")

            for parameter in bench.layer.parameters where parameter.role != .statistic {
                let comparison = GradientComparison(
                    gradient: run.parameterGradient,
                    places: parameter.range,
                    step: 0.01,
                    noise: 2e-6,
                    relative: 0.005
                ) { place, change in
                    let before = bench.parameters[place]
                    defer { bench.parameters[place] = before }
                    bench.parameters[place] = before + change
                    return bench.cost(x, outputGradient: dy)
                }
                #expect(comparison.agrees, "\(kernels.name), \(parameter.name): \(comparison)")
            }
        }
    }

    @Test func dropoutKeepsTheExpectedShareAndScalesItUp() throws {
        let bench = try LayerBench(
            "dropout 0.25",
            shape: Shape(height: 20, width: 20, channels: 5),
            images: 2,
            kernels: .best
        )
        let output = bench.run([Float](repeating: 3, count: 4000)).output
        #expect(Set(output) == [0, 4])
        let share = Double(output.count { $0 == 0 }) / 4000
        #expect(abs(share - 0.25) < 0.03)
    }

    @Test func batchNormalizationGivesMeanBetaAndDeviationGamma() throws {
        let shape = Shape(height: 4, width: 5, channels: 3)
        let bench = try LayerBench("batchnorm", shape: shape, images: 4, kernels: .best)
        let parameters = bench.layer.parameters
        let x = randomNumbers(4 * shape.count, seed: 5).map { $0 * 3 + 10 }
        let statistics = Reference.batchStatistics(bench.run(x).output, images: 4, shape: shape)
        for c in 0..<3 {
            let gamma = bench.parameters[parameters[0].range.lowerBound + c]
            let beta = bench.parameters[parameters[1].range.lowerBound + c]
            #expect(abs(statistics.mean[c] - beta) < 1e-4)
            #expect(abs(statistics.variance[c].squareRoot() - abs(gamma)) < 1e-3)
        }
    }
}
