/// A squashing function, applied to every number where it lies: ReLU, sigmoid or tanh.
struct Activation: Layer {
    /// Which function.
    enum Function: Sendable {
        case relu, sigmoid, tanh
    }

    let input: Shape
    let function: Function

    var output: Shape { input }
    var isInPlace: Bool { true }

    func forward(_ x: ActivationBuffer, into y: ActivationBuffer, pass: Pass) {
        switch function {
        case .relu: pass.kernels.relu(y, images: pass.images)
        case .sigmoid: pass.kernels.sigmoid(y, images: pass.images)
        case .tanh: pass.kernels.tanh(y, images: pass.images)
        }
    }

    /// `∂x = ∂y · f′(x)`, x being the sums z, with the derivative written by the output alone: ReLU 1 or 0, sigmoid
    /// y(1−y), tanh 1−y².
    func backward(
        x: ActivationBuffer,
        y: ActivationBuffer,
        outputGradient: ActivationBuffer,
        inputGradient: ActivationBuffer?,
        pass: Pass
    ) {
        switch function {
        case .relu: pass.kernels.reluBackward(output: y, gradient: outputGradient, images: pass.images)
        case .sigmoid: pass.kernels.sigmoidBackward(output: y, gradient: outputGradient, images: pass.images)
        case .tanh: pass.kernels.tanhBackward(output: y, gradient: outputGradient, images: pass.images)
        }
    }
}
