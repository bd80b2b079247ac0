/// The activations of every layer for one chunk of images and, while training, their gradients.
///
/// `values[i]` is the input of layer i and `values[i + 1]` its output; an in-place layer has both in one buffer,
/// but for the few that would destroy what an activation before them needs on the way back.
final class ActivationStack {
    let values: [ActivationBuffer]
    /// ∂C/∂values, empty for inference; the first, of the picture itself, is never computed and stays nil.
    let gradients: [ActivationBuffer?]
    /// Where a dense layer reads a padded buffer's middle as one vector, its ∂x is written here first.
    let flatGradients: [ActivationBuffer?]

    /// - Parameter opening: the first layers, which one image at a time goes through.
    init(layers: [any Layer], input: Shape, capacity: Int, opening: Int = 0, training: Bool) {
        let shares = Self.sharing(layers, training: training)
        var values: [ActivationBuffer] = []
        var gradients: [ActivationBuffer?] = []
        var flatGradients: [ActivationBuffer?] = []
        for place in 0...layers.count {
            if shares[place] {
                values.append(values[place - 1])
                gradients.append(gradients[place - 1])
                flatGradients.append(flatGradients[place - 1])
                continue
            }
            let shape = place == 0 ? input : layers[place - 1].output
            let reader = layers.indices[place...].first { !shares[$0 + 1] }.map { layers[$0] }
            let room = place < opening ? 1 : capacity
            values.append(ActivationBuffer(shape: shape, padding: reader?.inputPadding ?? 0, capacity: room))
            let padding = place == 0 ? 0 : layers[place - 1].gradientPadding
            let wanted = training && place > 0
            gradients.append(wanted ? ActivationBuffer(shape: shape, padding: padding, capacity: capacity) : nil)
            let flat = wanted && padding > 0 && reader is Dense
            flatGradients.append(flat ? ActivationBuffer(shape: shape, padding: 0, capacity: capacity) : nil)
        }
        self.values = values
        self.gradients = training ? gradients : []
        self.flatGradients = training ? flatGradients : []
    }
    /// For each place whether it lies in the buffer of the place before it.
    ///
    /// An activation's derivative is worked out from its output, so while training nothing may overwrite that. Dropout
    /// after a ReLU may: where it sets an output to 0, the gradient is 0 as well.
    private static func sharing(_ layers: [any Layer], training: Bool) -> [Bool] {
        var shares = [false]
        var kept: Activation.Function?
        for layer in layers {
            let harmless = !training || kept == nil || (kept == .relu && layer is Dropout)
            let isShared = layer.isInPlace && harmless
            if !isShared { kept = nil }
            if let activation = layer as? Activation { kept = activation.function }
            shares.append(isShared)
        }
        return shares
    }
}
