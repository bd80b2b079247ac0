/// A convolution of stride 1: each output pixel is a weighted sum of the K × K pixels around its place plus a bias.
///
/// `y[n,h,w,o] = b[o] + Σ_{k,l,i} x[n, h+k−P, w+l−P, i] · W[k,l,i,o]`, with x = 0 outside the picture.
/// Shapes: x [N, H, W, I], W [K, K, I, O], b [O], y [N, H+2P−K+1, W+2P−K+1, O].
struct Convolution: Layer {
    let input: Shape
    let output: Shape
    let kernel: Int
    let padding: Int
    let weight: Parameter
    let bias: Parameter

    init(name: String, input: Shape, output: Shape, kernel: Int, padding: Int, layout: inout ParameterLayout) {
        self.input = input
        self.output = output
        self.kernel = kernel
        self.padding = padding
        weight = layout.append(
            "\(name).weight",
            shape: [kernel, kernel, input.channels, output.channels],
            role: .weight
        )
        bias = layout.append("\(name).bias", shape: [output.channels], role: .bias)
    }

    var parameters: [Parameter] { [weight, bias] }
    var inputPadding: Int { padding }

    /// Whether y is worked out by Winograd's algorithm, which takes 25 products for each tile of 3 × 3 outputs, or part
    /// of one, instead of nine for each output (31 % of them where both sides are multiples of three, 51 % at 7 × 7,
    /// 69 % at 4 × 4) and pays from eight channels on; it rounds otherwise, so the choice depends on shapes alone.
    var isTransformed: Bool { isTransformed(to: output) }

    /// The same of ∂x, a convolution that leads from the output to the input.
    var isTransformedBackward: Bool { isTransformed(to: input) }

    private func isTransformed(to result: Shape) -> Bool {
        kernel == 3 && min(input.channels, output.channels) >= 8 && min(result.height, result.width) >= 3
    }

    func workspaceCount(training: Bool) -> Int {
        isTransformed || (training && isTransformedBackward)
            ? Kernels.winogradWorkspaceCount(inputs: input.channels, outputs: output.channels) : 0
    }

    /// Where this layer's weights stand in `buffer`, once transformed: [25, I, O], or flipped before, [25, O, I].
    func transformed(_ buffer: FloatBuffer) -> FloatSlice {
        let start = 3 * weight.range.lowerBound
        return buffer.slice(start..<start + 25 * input.channels * output.channels)
    }

    func prepare(_ prepared: PreparedWeights, parameters: FloatBuffer, kernels: Kernels) {
        let weights = parameters.slice(weight.range), inputs = input.channels, outputs = output.channels
        if isTransformed {
            let transformed = transformed(prepared.transformed)
            kernels.transform(weights, inputs: inputs, outputs: outputs, into: transformed)
        }
        guard let backward = prepared.backward else { return }
        let flipped = backward.flipped.slice(weight.range)
        kernels.flip(weights, kernel: kernel, inputs: inputs, outputs: outputs, into: flipped)
        if isTransformedBackward {
            let transformed = transformed(backward.transformed)
            kernels.transform(flipped, inputs: outputs, outputs: inputs, into: transformed)
        }
    }

    func forward(_ x: ActivationBuffer, into y: ActivationBuffer, pass: Pass) {
        convolve(
            x,
            weights: pass.parameters.slice(weight.range),
            transformed: isTransformed ? transformed(pass.prepared.transformed) : nil,
            bias: pass.parameters.slice(bias.range),
            into: y,
            padding: padding,
            relu: pass.fusesReLU,
            pass: pass
        )
    }

    /// The convolution of `x`, by the transformed weights where there are any, else by the plain ones.
    func convolve(
        _ x: ActivationBuffer,
        weights: FloatSlice,
        transformed: FloatSlice?,
        bias: FloatSlice?,
        into y: ActivationBuffer,
        padding: Int,
        relu: Bool,
        pass: Pass
    ) {
        if let transformed {
            pass.kernels.convolveWinograd(
                x,
                weights: transformed,
                bias: bias,
                into: y,
                padding: padding,
                images: pass.images,
                relu: relu,
                workspace: pass.workspace
            )
        } else {
            pass.kernels.convolve(
                x,
                weights: weights,
                bias: bias,
                into: y,
                geometry: .init(kernel: kernel, padding: padding),
                images: pass.images,
                relu: relu
            )
        }
    }
}
