import Testing

@testable import NeuralNetwork

@Suite("Normalisation kernels equal their plain twins")
struct NormalizationKernelTests {
    @Test(arguments: BlockCase.all)
    func statisticsEqualPlainTwin(_ size: BlockCase) {
        // Far from zero, where a variance computed as E(x²) − E(x)² would fail.
        let x = randomNumbers(size.count, seed: 1).map { $0 + 100 }
        let plain = Reference.batchStatistics(x, images: size.images, shape: size.shape)
        for kernels in Kernels.all {
            let mean = FloatSlice([Float](repeating: 7, count: size.shape.channels))
            let variance = FloatSlice([Float](repeating: 7, count: size.shape.channels))
            kernels.batchStatistics(of: size.buffer(x), mean: mean, variance: variance, images: size.images)
            #expect(largestDifference(mean.numbers, plain.mean) < 5e-5, "\(kernels.name)")
            #expect(largestDifference(variance.numbers, plain.variance) < 2e-5, "\(kernels.name)")
        }
    }

    @Test(arguments: BlockCase.all)
    func scaleAndShiftEqualsPlainTwin(_ size: BlockCase) {
        let x = randomNumbers(size.count, seed: 1)
        let scale = randomNumbers(size.shape.channels, seed: 2), shift = randomNumbers(size.shape.channels, seed: 3)
        let plain = Reference.scaleAndShift(x, scale: scale, shift: shift)
        for kernels in Kernels.all {
            for relu in [false, true] {
                let y = size.empty(extra: 1)
                kernels.scaleAndShift(
                    size.buffer(x),
                    scale: FloatSlice(scale),
                    shift: FloatSlice(shift),
                    into: y,
                    images: size.images,
                    relu: relu
                )
                let expected = relu ? Reference.relu(plain) : plain
                #expect(largestDifference(y.numbers(images: size.images), expected) < 3e-7, "\(kernels.name)")
                #expect(y.isZeroOutside(images: size.images), "\(kernels.name) wrote outside of its pixels")
            }
        }
    }

    @Test(arguments: BlockCase.all)
    func gradientSumsEqualPlainTwin(_ size: BlockCase) {
        let channels = size.shape.channels
        let x = randomNumbers(size.count, seed: 1), dy = randomNumbers(size.count, seed: 2)
        let mean = randomNumbers(channels, seed: 3)
        let plain = Reference.normalizationSums(x, outputGradient: dy, mean: mean)
        let pixels = size.count / channels
        for kernels in Kernels.all {
            // The kernels add to what is there: start from ones.
            let sums = FloatSlice([Float](repeating: 1, count: channels))
            let products = FloatSlice([Float](repeating: 1, count: channels))
            kernels.accumulateNormalizationSums(
                x: size.buffer(x),
                outputGradient: size.buffer(dy, extra: 1),
                mean: FloatSlice(mean),
                sums: sums,
                products: products,
                images: size.images
            )
            let limit = tolerance(terms: pixels + 1)
            #expect(largestDifference(sums.numbers, plain.sums.map { $0 + 1 }) < limit, "\(kernels.name)")
            #expect(largestDifference(products.numbers, plain.products.map { $0 + 1 }) < limit, "\(kernels.name)")
        }
    }

    @Test(arguments: BlockCase.all)
    func inputGradientEqualsPlainTwin(_ size: BlockCase) {
        let channels = size.shape.channels
        let x = randomNumbers(size.count, seed: 1), dy = randomNumbers(size.count, seed: 2)
        let p = randomNumbers(channels, seed: 3), q = randomNumbers(channels, seed: 4)
        let r = randomNumbers(channels, seed: 5)
        let plain = Reference.normalizationBackward(x, outputGradient: dy, p: p, q: q, r: r)
        for kernels in Kernels.all {
            let gradient = size.empty(extra: 2)
            kernels.normalizationBackward(
                x: size.buffer(x),
                outputGradient: size.buffer(dy, extra: 1),
                p: FloatSlice(p),
                q: FloatSlice(q),
                r: FloatSlice(r),
                into: gradient,
                images: size.images
            )
            #expect(largestDifference(gradient.numbers(images: size.images), plain) < 5e-7, "\(kernels.name)")
            #expect(gradient.isZeroOutside(images: size.images), "\(kernels.name) wrote outside of its pixels")
        }
    }
}
