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

    func forward(_ x: ActivationBuffer, into y: ActivationBuffer, pass: Pass) {
        pass.kernels.convolve(
            x,
            weights: pass.parameters.slice(weight.range),
            bias: pass.parameters.slice(bias.range),
            into: y,
            geometry: .init(kernel: kernel, padding: padding),
            images: pass.images,
            relu: pass.fusesReLU
        )
    }
}
