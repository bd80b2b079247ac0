extension Reference {
    /// The sizes of a convolution: x [N, H, W, I], w [K, K, I, O], b [O], y [N, H+2P−K+1, W+2P−K+1, O].
    struct ConvolutionShape {
        let images: Int
        let input: Shape
        let outputs: Int
        let kernel: Int
        let padding: Int

        var output: Shape {
            let growth = 2 * padding - kernel + 1
            return Shape(height: input.height + growth, width: input.width + growth, channels: outputs)
        }

        /// Calls `body` with the places of x, w and y of every product that the convolution adds up.
        func forEachProduct(_ body: (_ x: Int, _ w: Int, _ y: Int) -> Void) {
            Reference.forEach(images, output) { n, h, w, o in
                let y = Reference.place(output, n, h, w, o)
                for k in 0..<kernel {
                    for l in 0..<kernel {
                        let row = h + k - padding, column = w + l - padding
                        guard 0..<input.height ~= row, 0..<input.width ~= column else { continue }
                        for i in 0..<input.channels {
                            let x = Reference.place(input, n, row, column, i)
                            body(x, ((k * kernel + l) * input.channels + i) * outputs + o, y)
                        }
                    }
                }
            }
        }
    }

    /// `y[n,h,w,o] = b[o] + Σ_{k,l,i} x[n, h+k−P, w+l−P, i] · W[k,l,i,o]`.
    static func convolution(_ shape: ConvolutionShape, x: [Float], weights: [Float], bias: [Float]) -> [Float] {
        var sums = (0..<shape.images * shape.output.count).map { Double(bias[$0 % shape.outputs]) }
        shape.forEachProduct { sums[$2] += Double(x[$0]) * Double(weights[$1]) }
        return sums.map { Float($0) }
    }

    /// `∂W[k,l,i,o] = Σ_{n,h,w} x[n, h+k−P, w+l−P, i] · ∂y[n,h,w,o]`.
    static func convolutionWeights(_ shape: ConvolutionShape, x: [Float], outputGradient: [Float]) -> [Float] {
        let count = shape.kernel * shape.kernel * shape.input.channels * shape.outputs
        var sums = [Double](repeating: 0, count: count)
        shape.forEachProduct { sums[$1] += Double(x[$0]) * Double(outputGradient[$2]) }
        return sums.map { Float($0) }
    }

    /// `∂x[n, h+k−P, w+l−P, i] = Σ ∂y[n,h,w,o] · W[k,l,i,o]`: each product hands its share back to the x it came from.
    static func convolutionInput(_ shape: ConvolutionShape, weights: [Float], outputGradient: [Float]) -> [Float] {
        var sums = [Double](repeating: 0, count: shape.images * shape.input.count)
        shape.forEachProduct { sums[$0] += Double(weights[$1]) * Double(outputGradient[$2]) }
        return sums.map { Float($0) }
    }

    /// w [K, K, I, O] → flipped [K, K, O, I]: `flipped[K−1−k, K−1−l, o, i] = w[k, l, i, o]`.
    static func flip(_ weights: [Float], kernel: Int, inputs: Int, outputs: Int) -> [Float] {
        var flipped = [Float](repeating: 0, count: weights.count)
        for k in 0..<kernel {
            for l in 0..<kernel {
                for i in 0..<inputs {
                    for o in 0..<outputs {
                        let from = ((k * kernel + l) * inputs + i) * outputs + o
                        let turned = (kernel - 1 - k) * kernel + kernel - 1 - l
                        flipped[(turned * outputs + o) * inputs + i] = weights[from]
                    }
                }
            }
        }
        return flipped
    }

    /// `sum[c] = Σ_{n,h,w} x[n,h,w,c]`.
    static func channelSums(_ x: [Float], images: Int, shape: Shape) -> [Float] {
        var sums = [Double](repeating: 0, count: shape.channels)
        forEach(images, shape) { n, h, w, c in sums[c] += Double(x[place(shape, n, h, w, c)]) }
        return sums.map { Float($0) }
    }
}
