import Synchronization

/// What layers make of the parameters once per change of these, to run faster.
///
/// Each layer finds its own by the place of its weights in the parameters: see ``Convolution/transformed(_:)``.
final class PreparedWeights: Sendable {
    /// Weights transformed for ``Kernels/convolveWinograd(_:weights:bias:into:padding:images:relu:workspace:)``, each at
    /// three times its place: 25 numbers stand for 9.
    let transformed: FloatBuffer
    /// What only the backward pass needs.
    let backward: Backward?

    struct Backward: Sendable {
        /// All weights flipped, same layout as the parameters.
        let flipped: FloatBuffer
        /// The flipped ones transformed.
        let transformed: FloatBuffer
    }

    /// Room for what layers with `count` parameters in all prepare.
    init(count: Int, training: Bool) {
        transformed = FloatBuffer(count: 3 * count)
        backward =
            training ? Backward(flipped: FloatBuffer(count: count), transformed: FloatBuffer(count: 3 * count)) : nil
    }
}

/// The prepared weights of a network, made when first asked for and shared by the sessions that run it as it is.
final class SharedWeights: Sendable {
    private let made = Mutex<[Kernels.Level: PreparedWeights]>([:])

    /// Those for kernels of one level: levels round differently, and none gets another's numbers.
    func weights(_ level: Kernels.Level, make: () -> PreparedWeights) -> PreparedWeights {
        made.withLock { made in
            if let weights = made[level] { return weights }
            let weights = make()
            made[level] = weights
            return weights
        }
    }
}
