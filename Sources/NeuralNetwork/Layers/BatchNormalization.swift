/// Batch normalisation per channel (Ioffe and Szegedy, 2015): `y = γ · (x − μ) / √(σ² + ε) + β`.
///
/// While training, μ and σ² are those of the chunk of images at hand, over images and pixels; otherwise the running
/// averages kept beside γ and β. After training it is folded into the layer before it (``Network/folded()``).
/// Shapes: x and y [N, H, W, C]; γ, β, μ, σ² [C].
struct BatchNormalization: Layer {
    static let epsilon: Float = 1e-5

    let input: Shape
    let scale: Parameter
    let shift: Parameter
    let mean: Parameter
    let variance: Parameter

    init(name: String, input: Shape, layout: inout ParameterLayout) {
        self.input = input
        scale = layout.append("\(name).weight", shape: [input.channels], role: .bias)
        shift = layout.append("\(name).bias", shape: [input.channels], role: .bias)
        mean = layout.append("\(name).running_mean", shape: [input.channels], role: .statistic)
        variance = layout.append("\(name).running_var", shape: [input.channels], role: .statistic)
    }

    var output: Shape { input }
    var parameters: [Parameter] { [scale, shift, mean, variance] }

    private var channels: Int { input.channels }

    /// Parts of the scratch: μ and 1/√(σ²+ε), which the backward pass needs of the forward one, and three rows of work:
    /// factor, offset and σ² forward, p, q and r backward.
    enum ScratchRow: Int, CaseIterable {
        case mean, inverseDeviation, first, second, third
    }

    func scratchCount(images: Int) -> Int { ScratchRow.allCases.count * channels }

    func row(_ row: ScratchRow, of scratch: FloatSlice) -> FloatSlice {
        let start = scratch.range.lowerBound + row.rawValue * channels
        return scratch.buffer.slice(start..<start + channels)
    }

    func forward(_ x: ActivationBuffer, into y: ActivationBuffer, pass: Pass) {
        let gamma = pass.parameters.slice(scale.range), beta = pass.parameters.slice(shift.range)
        // y = x · factor + offset with factor = γ/√(σ²+ε) and offset = β − μ · factor.
        let factor: FloatSlice, offset: FloatSlice
        if let training = pass.training {
            factor = row(.first, of: training.scratch)
            offset = row(.second, of: training.scratch)
            let mu = row(.mean, of: training.scratch), inverse = row(.inverseDeviation, of: training.scratch)
            let sigma2 = row(.third, of: training.scratch)
            pass.kernels.batchStatistics(of: x, mean: mu, variance: sigma2, images: pass.images)
            let means = training.gradients.slice(mean.range), variances = training.gradients.slice(variance.range)
            for c in 0..<channels {
                means[c] = mu[c] * training.chunkShare
                variances[c] = sigma2[c] * training.chunkShare
                inverse[c] = 1 / (sigma2[c] + Self.epsilon).squareRoot()
                factor[c] = gamma[c] * inverse[c]
                offset[c] = beta[c] - mu[c] * factor[c]
            }
        } else {
            let work = FloatBuffer(count: 2 * channels)
            factor = work.slice(0..<channels)
            offset = work.slice(channels..<2 * channels)
            let mu = pass.parameters.slice(mean.range), sigma2 = pass.parameters.slice(variance.range)
            for c in 0..<channels {
                factor[c] = gamma[c] / (sigma2[c] + Self.epsilon).squareRoot()
                offset[c] = beta[c] - mu[c] * factor[c]
            }
        }
        pass.kernels.scaleAndShift(
            x,
            scale: factor,
            shift: offset,
            into: y,
            images: pass.images,
            relu: pass.fusesReLU
        )
    }
}
