internal import CKernels

/// The hot loops for one instruction set: each method wraps one C kernel.
///
/// Plain twins of all of them, for reading and for testing, stand in the folder `Reference`. What the C functions can't
/// check, because they see addresses alone, is checked here: sizes that don't fit together trap.
public struct Kernels: @unchecked Sendable {
    /// Instruction sets, slowest first.
    public enum Level: Int, CaseIterable, Sendable {
        /// Vectors of four floats that every processor has.
        case portable = 0
        /// AVX2 with fused multiply-add.
        case avx2 = 1
        /// AVX-512 (F, VL, BW, DQ).
        case avx512 = 2
    }

    /// The instruction set.
    public let level: Level
    private let table: UnsafePointer<ck_kernels>

    /// The kernels of one level, or nil where this processor cannot run them.
    public init?(level: Level) {
        guard let table = ck_kernels_for(ck_level(UInt32(level.rawValue))) else { return nil }
        self.level = level
        self.table = table
    }

    /// Counts up whenever kernels add up or round otherwise than before, so that what has to be the same to the last bit
    /// (a training that goes on, a model made again) can tell.
    public static let arithmetic = 2

    /// `portable`, `avx2` or `avx512`.
    public var name: String { String(cString: table.pointee.name) }
}

// MARK: - Convolutions and dense layers

extension Kernels {
    /// Where a convolution reads and writes; see ``convolve(_:weights:bias:into:geometry:images:relu:)``.
    struct ConvolutionGeometry {
        let kernel: Int
        let padding: Int
    }

    /// `y = x ∗ w + b`, then ReLU if asked for: x [N, H, W, I], w [K, K, I, O], b [O], y [N, H', W', O].
    func convolve(
        _ x: ActivationBuffer,
        weights: FloatSlice,
        bias: FloatSlice?,
        into y: ActivationBuffer,
        geometry: ConvolutionGeometry,
        images: Int,
        relu: Bool
    ) {
        var shape = convolutionShape(x: x, y: y, geometry: geometry, images: images)
        check(weights, bias, of: shape)
        table.pointee.convolution(
            &shape,
            x.start(border: geometry.padding),
            weights.start,
            bias?.start,
            y.start(),
            relu ? 1 : 0
        )
    }

    /// The same for a 3 × 3 kernel and at least 3 × 3 outputs by Winograd's algorithm, with weights that
    /// ``transform(_:inputs:outputs:into:)`` has prepared: [25, I, O].
    func convolveWinograd(
        _ x: ActivationBuffer,
        weights: FloatSlice,
        bias: FloatSlice?,
        into y: ActivationBuffer,
        padding: Int,
        images: Int,
        relu: Bool,
        workspace: FloatBuffer
    ) {
        let inputs = x.shape.channels, outputs = y.shape.channels
        precondition(min(y.shape.height, y.shape.width) >= 3, "\(y.shape) has no tile of 3x3")
        precondition(weights.count == 25 * inputs * outputs, "\(weights.count) weights from \(inputs) to \(outputs)")
        precondition(bias.map { $0.count == outputs } ?? true, "a bias not of \(outputs) channels")
        precondition(workspace.count >= Self.winogradWorkspaceCount(inputs: inputs, outputs: outputs))
        var shape = convolutionShape(x: x, y: y, geometry: .init(kernel: 3, padding: padding), images: images)
        table.pointee.convolution_winograd(
            &shape,
            x.start(border: padding),
            weights.start,
            bias?.start,
            y.start(),
            relu ? 1 : 0,
            workspace.base
        )
    }

    /// Floats that ``convolveWinograd(_:weights:bias:into:padding:images:relu:workspace:)`` works in.
    static func winogradWorkspaceCount(inputs: Int, outputs: Int) -> Int {
        25 * CK_WINOGRAD_TILES * (inputs + outputs)
    }

    /// w [3, 3, I, O] as Winograd's algorithm wants it: [25, I, O].
    func transform(_ weights: FloatSlice, inputs: Int, outputs: Int, into transformed: FloatSlice) {
        precondition(weights.count == 9 * inputs * outputs && transformed.count == 25 * inputs * outputs)
        table.pointee.winograd_weights(inputs, outputs, weights.start, transformed.start)
    }

    /// `∂w += Σ x ∂y` over images and pixels.
    func accumulateConvolutionWeights(
        x: ActivationBuffer,
        outputGradient: ActivationBuffer,
        into gradient: FloatSlice,
        geometry: ConvolutionGeometry,
        images: Int
    ) {
        var shape = convolutionShape(x: x, y: outputGradient, geometry: geometry, images: images)
        check(gradient, of: shape)
        table.pointee.convolution_weights(
            &shape,
            x.start(border: geometry.padding),
            outputGradient.start(),
            gradient.start
        )
    }

    private func convolutionShape(
        x: ActivationBuffer,
        y: ActivationBuffer,
        geometry: ConvolutionGeometry,
        images: Int
    ) -> ck_convolution_shape {
        let growth = 2 * geometry.padding - geometry.kernel + 1
        precondition(
            y.shape.height == x.shape.height + growth && y.shape.width == x.shape.width + growth,
            "\(x.shape) and \(y.shape) with a kernel of \(geometry.kernel) and a padding of \(geometry.padding)"
        )
        check(images, within: x, y)
        return ck_convolution_shape(
            images: images,
            height: y.shape.height,
            width: y.shape.width,
            kernel: geometry.kernel,
            inputs: x.shape.channels,
            outputs: y.shape.channels,
            x_pixel: x.shape.channels,
            x_row: x.rowStride,
            x_image: x.imageStride,
            y_pixel: y.shape.channels,
            y_row: y.rowStride,
            y_image: y.imageStride
        )
    }

    /// `y = x·W + b`, then ReLU if asked for: x [N, I], W [I, O], b [O], y [N, O].
    ///
    /// The convolution of a single row of N "pixels" with a 1 × 1 kernel.
    func multiply(
        _ x: ActivationBuffer,
        weights: FloatSlice,
        bias: FloatSlice?,
        into y: ActivationBuffer,
        images: Int,
        relu: Bool
    ) {
        var shape = denseShape(x: x, y: y, images: images)
        check(weights, bias, of: shape)
        table.pointee.convolution(&shape, x.start(), weights.start, bias?.start, y.start(), relu ? 1 : 0)
    }

    /// `∂W += xᵀ·∂y`: x [N, I], ∂y [N, O], ∂W [I, O].
    func accumulateDenseWeights(
        x: ActivationBuffer,
        outputGradient: ActivationBuffer,
        into gradient: FloatSlice,
        images: Int
    ) {
        var shape = denseShape(x: x, y: outputGradient, images: images)
        check(gradient, of: shape)
        table.pointee.convolution_weights(&shape, x.start(), outputGradient.start(), gradient.start)
    }

    /// A vector may have a border around it, which a convolution behind or before it asked for; a picture that is read
    /// or written as one may not.
    private func denseShape(x: ActivationBuffer, y: ActivationBuffer, images: Int) -> ck_convolution_shape {
        for buffer in [x, y] {
            precondition(buffer.padding == 0 || buffer.shape.isVector, "\(buffer.shape) with a border is no vector")
        }
        check(images, within: x, y)
        return ck_convolution_shape(
            images: 1,
            height: 1,
            width: images,
            kernel: 1,
            inputs: x.shape.count,
            outputs: y.shape.count,
            x_pixel: x.imageStride,
            x_row: 0,
            x_image: 0,
            y_pixel: y.imageStride,
            y_row: 0,
            y_image: 0
        )
    }

    /// Traps unless there are [K, K, I, O] weights and, where any, [O] biases.
    private func check(_ weights: FloatSlice, _ bias: FloatSlice? = nil, of shape: ck_convolution_shape) {
        let count = shape.kernel * shape.kernel * shape.inputs * shape.outputs
        precondition(weights.count == count, "\(weights.count) weights for \(count)")
        precondition(bias.map { $0.count == shape.outputs } ?? true, "a bias not of \(shape.outputs) channels")
    }

    private func check(_ images: Int, within a: ActivationBuffer, _ b: ActivationBuffer) {
        precondition(images <= min(a.capacity, b.capacity), "\(images) images of \(a.capacity) and \(b.capacity)")
    }

    /// w [K, K, I, O] turned by 180° with I and O exchanged: [K, K, O, I], what the backward pass convolves with.
    func flip(_ weights: FloatSlice, kernel: Int, inputs: Int, outputs: Int, into flipped: FloatSlice) {
        precondition(weights.count == kernel * kernel * inputs * outputs && flipped.count == weights.count)
        table.pointee.flip_weights(kernel, inputs, outputs, weights.start, flipped.start)
    }

    /// `sum[c] += Σ x` over images and pixels: the gradient of a bias.
    func accumulateChannelSums(of x: ActivationBuffer, into sum: FloatSlice, images: Int) {
        precondition(sum.count == x.shape.channels, "\(sum.count) sums of \(x.shape.channels) channels")
        var shape = blockShape(a: x, b: x, images: images)
        table.pointee.channel_sums(&shape, x.start(), sum.start)
    }
}

// MARK: - Activations and pooling

extension Kernels {
    /// `y = max(y, 0)`.
    func relu(_ y: ActivationBuffer, images: Int) {
        var shape = blockShape(a: y, b: y, images: images)
        table.pointee.relu(&shape, y.start())
    }

    /// `∂x = ∂y` where y > 0, else 0; in place.
    func reluBackward(output y: ActivationBuffer, gradient: ActivationBuffer, images: Int) {
        var shape = blockShape(a: y, b: gradient, images: images)
        table.pointee.relu_backward(&shape, y.start(), gradient.start())
    }

    /// `y = 1 / (1 + e⁻ʸ)`.
    func sigmoid(_ y: ActivationBuffer, images: Int) {
        var shape = blockShape(a: y, b: y, images: images)
        table.pointee.sigmoid(&shape, y.start())
    }

    /// `∂x = ∂y · y (1 − y)`, in place.
    func sigmoidBackward(output y: ActivationBuffer, gradient: ActivationBuffer, images: Int) {
        var shape = blockShape(a: y, b: gradient, images: images)
        table.pointee.sigmoid_backward(&shape, y.start(), gradient.start())
    }

    /// `y = tanh y`.
    func tanh(_ y: ActivationBuffer, images: Int) {
        var shape = blockShape(a: y, b: y, images: images)
        table.pointee.tanh(&shape, y.start())
    }

    /// `∂x = ∂y · (1 − y²)`, in place.
    func tanhBackward(output y: ActivationBuffer, gradient: ActivationBuffer, images: Int) {
        var shape = blockShape(a: y, b: gradient, images: images)
        table.pointee.tanh_backward(&shape, y.start(), gradient.start())
    }

    /// The largest of each 2 × 2 pixels: x [N, 2H, 2W, C], y [N, H, W, C]. An odd last row or column of x is left out.
    func maxPool(_ x: ActivationBuffer, into y: ActivationBuffer, images: Int) {
        var shape = blockShape(a: x, b: y, scale: 2, images: images)
        table.pointee.max_pool(&shape, x.start(), y.start())
    }

    /// Sends each gradient to the first largest of its 2 × 2 pixels.
    func maxPoolBackward(
        x: ActivationBuffer,
        outputGradient: ActivationBuffer,
        into gradient: ActivationBuffer,
        images: Int
    ) {
        precondition(gradient.shape == x.shape && images <= gradient.capacity)
        var shape = blockShape(a: x, b: outputGradient, scale: 2, images: images)
        table.pointee.max_pool_backward(
            &shape,
            x.start(),
            outputGradient.start(),
            gradient.start(),
            gradient.rowStride,
            gradient.imageStride
        )
    }

    /// `a` has `scale` times the rows and columns of `b`; what is left over of them is left out.
    private func blockShape(
        a: ActivationBuffer,
        b: ActivationBuffer,
        scale: Int = 1,
        images: Int
    ) -> ck_block_shape {
        precondition(
            a.shape.height / scale == b.shape.height && a.shape.width / scale == b.shape.width
                && a.shape.channels == b.shape.channels,
            "\(a.shape) and \(b.shape)"
        )
        check(images, within: a, b)
        return ck_block_shape(
            images: images,
            height: b.shape.height,
            width: b.shape.width,
            channels: b.shape.channels,
            a_row: a.rowStride,
            a_image: a.imageStride,
            b_row: b.rowStride,
            b_image: b.imageStride
        )
    }
}

// MARK: - Batch normalisation

extension Kernels {
    /// Mean and biased variance of each channel.
    func batchStatistics(of x: ActivationBuffer, mean: FloatSlice, variance: FloatSlice, images: Int) {
        precondition(mean.count == x.shape.channels && variance.count == x.shape.channels)
        var shape = blockShape(a: x, b: x, images: images)
        table.pointee.batch_statistics(&shape, x.start(), mean.start, variance.start)
    }

    /// `y = x · scale + shift` per channel, then ReLU if asked for.
    func scaleAndShift(
        _ x: ActivationBuffer,
        scale: FloatSlice,
        shift: FloatSlice,
        into y: ActivationBuffer,
        images: Int,
        relu: Bool
    ) {
        precondition(scale.count == x.shape.channels && shift.count == x.shape.channels)
        var shape = blockShape(a: x, b: y, images: images)
        table.pointee.scale_shift(&shape, x.start(), scale.start, shift.start, y.start(), relu ? 1 : 0)
    }

    /// `sums += Σ ∂y` and `products += Σ ∂y (x − mean)` per channel.
    func accumulateNormalizationSums(
        x: ActivationBuffer,
        outputGradient: ActivationBuffer,
        mean: FloatSlice,
        sums: FloatSlice,
        products: FloatSlice,
        images: Int
    ) {
        precondition([mean, sums, products].allSatisfy { $0.count == x.shape.channels })
        var shape = blockShape(a: x, b: outputGradient, images: images)
        table.pointee.normalization_sums(
            &shape,
            x.start(),
            outputGradient.start(),
            mean.start,
            sums.start,
            products.start
        )
    }

    /// `∂x = ∂y · p + x · q + r` per channel.
    func normalizationBackward(
        x: ActivationBuffer,
        outputGradient: ActivationBuffer,
        p: FloatSlice,
        q: FloatSlice,
        r: FloatSlice,
        into gradient: ActivationBuffer,
        images: Int
    ) {
        precondition([p, q, r].allSatisfy { $0.count == x.shape.channels })
        precondition(gradient.shape == x.shape && images <= gradient.capacity)
        var shape = blockShape(a: x, b: outputGradient, images: images)
        table.pointee.normalization_backward(
            &shape,
            x.start(),
            outputGradient.start(),
            p.start,
            q.start,
            r.start,
            gradient.start(),
            gradient.rowStride,
            gradient.imageStride
        )
    }
}

// MARK: - Parameters

extension Kernels {
    /// `y += x`.
    func add(_ x: FloatSlice, to y: FloatSlice) {
        precondition(x.count == y.count, "\(x.count) floats added to \(y.count)")
        table.pointee.add(x.count, x.start, y.start)
    }

    /// `y += factor · (x − y)` over whole buffers, as for averaged weights.
    public func blend(_ x: FloatBuffer, into y: FloatBuffer, factor: Float) {
        blend(x.slice(0..<x.count), into: y.slice(0..<y.count), factor: factor)
    }

    /// `y += factor · (x − y)`.
    func blend(_ x: FloatSlice, into y: FloatSlice, factor: Float) {
        precondition(x.count == y.count, "\(x.count) floats blended into \(y.count)")
        table.pointee.blend(x.count, factor, x.start, y.start)
    }

    /// One step of stochastic gradient descent with momentum; formula at ``SGD``.
    func sgdStep(
        _ weights: FloatSlice,
        gradient: FloatSlice,
        velocity: FloatSlice,
        rate: Float,
        momentum: Float,
        decay: Float,
        nesterov: Bool
    ) {
        precondition(weights.count == gradient.count && weights.count == velocity.count)
        table.pointee.sgd_step(
            weights.count,
            rate,
            momentum,
            decay,
            nesterov ? 1 : 0,
            gradient.start,
            velocity.start,
            weights.start
        )
    }

    /// One step of Adam with decoupled weight decay; formula at ``Adam``.
    func adamStep(
        _ weights: FloatSlice,
        gradient: FloatSlice,
        mean: FloatSlice,
        square: FloatSlice,
        constants: AdamConstants
    ) {
        precondition(weights.count == gradient.count && weights.count == mean.count && weights.count == square.count)
        var step = ck_adam(
            rate: constants.rate,
            beta1: constants.beta1,
            beta2: constants.beta2,
            epsilon: constants.epsilon,
            decay: constants.decay,
            correction1: constants.correction1,
            correction2: constants.correction2
        )
        table.pointee.adam_step(weights.count, &step, gradient.start, mean.start, square.start, weights.start)
    }

    /// What an Adam step needs beside the buffers; `correction` is 1 / (1 − βᵗ).
    struct AdamConstants {
        let rate, beta1, beta2, epsilon, decay, correction1, correction2: Float
    }
}
