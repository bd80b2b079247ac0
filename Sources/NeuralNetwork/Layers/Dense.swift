/// A fully connected layer: each node is a weighted sum of all inputs plus a bias, `y = x·W + b`.
///
/// Shapes: x [N, I], W [I, O], b [O], y [N, O]. W is stored input by input, so that the weights one input meets lie
/// side by side, which is the order the kernel walks in.
struct Dense: Layer {
    let input: Shape
    let output: Shape
    let weight: Parameter
    let bias: Parameter

    init(name: String, input: Shape, units: Int, layout: inout ParameterLayout) {
        self.input = input
        output = Shape(vector: units)
        weight = layout.append("\(name).weight", shape: [input.count, units], role: .weight)
        bias = layout.append("\(name).bias", shape: [units], role: .bias)
    }

    var parameters: [Parameter] { [weight, bias] }

    func forward(_ x: ActivationBuffer, into y: ActivationBuffer, pass: Pass) {
        pass.kernels.multiply(
            x,
            weights: pass.parameters.slice(weight.range),
            bias: pass.parameters.slice(bias.range),
            into: y,
            images: pass.images,
            relu: pass.fusesReLU
        )
    }
}
