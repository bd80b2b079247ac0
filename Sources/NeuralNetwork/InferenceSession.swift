/// Runs a network forward, a chunk of images at a time through all layers so that their activations stay in the cache.
///
/// A session owns its buffers and belongs to one task; any number of sessions may run the same ``Network``.
public final class InferenceSession {
    /// The network as it runs: batch normalisation folded away.
    public let network: Network
    /// Images that go through the layers together.
    public let chunk: Int
    private let kernels: Kernels
    private let prepared: PreparedWeights
    private let workspace: FloatBuffer
    private let stack: ActivationStack
    /// One image on its way in.
    private let pixels: FloatBuffer

    /// A session for `network` with buffers for `chunk` images.
    public init(_ network: Network, chunk: Int = 8, kernels: Kernels = .best) {
        precondition(chunk > 0)
        self.network = network.folded()
        self.chunk = chunk
        self.kernels = kernels
        prepared = self.network.prepared(for: kernels)
        workspace = self.network.layers.workspace()
        pixels = FloatBuffer(count: network.architecture.input.count)
        stack = ActivationStack(
            layers: self.network.layers,
            input: network.architecture.input,
            capacity: chunk,
            training: false
        )
    }

    /// The outputs for `count` images: logits, or squashed outputs where the loss is ``Loss/squaredError``.
    ///
    /// - Parameters:
    ///   - count: how many images.
    ///   - fill: called once an image, writes its 784 floats (H × W × C, paper 0, ink 1).
    ///   - collect: called once an image, in order, with its outputs.
    public func run(
        count: Int,
        fill: (Int, inout MutableSpan<Float>) -> Void,
        collect: (Int, [Float]) -> Void
    ) {
        var start = 0
        while start < count {
            let images = min(chunk, count - start)
            for image in 0..<images {
                pixels.withMutableSpan(0..<pixels.count) { span in
                    fill(start + image, &span)
                    stack.values[0].write(image: image, span.span)
                }
            }
            forward(images: images)
            for image in 0..<images { collect(start + image, stack.values[network.layers.count].read(image: image)) }
            start += images
        }
    }

    /// The outputs for images given as bytes, 0 paper to 255 ink, 784 each.
    public func outputs(_ images: [[UInt8]]) -> [[Float]] {
        var outputs: [[Float]] = []
        outputs.reserveCapacity(images.count)
        run(count: images.count) { index, pixels in
            let bytes = images[index]
            precondition(bytes.count == pixels.count, "an image of \(bytes.count) bytes for \(pixels.count) inputs")
            for place in bytes.indices { pixels[place] = Float(bytes[place]) * (1 / 255) }
        } collect: { _, output in
            outputs.append(output)
        }
        return outputs
    }

    /// The activations after each layer for one image, H × W × C floats each; the first is the image itself.
    public func activations(_ image: [UInt8]) -> [[Float]] {
        let pixels = image.map { Float($0) * (1 / 255) }
        stack.values[0].write(image: 0, pixels.span)
        var activations = [stack.values[0].read(image: 0)]
        for index in network.layers.indices {
            forward(layer: index, images: 1, fusing: false)
            activations.append(stack.values[index + 1].read(image: 0))
        }
        return activations
    }

    private func forward(images: Int) {
        var index = 0
        while index < network.layers.count {
            let fuses = network.layers.fusesReLU(at: index)
            forward(layer: index, images: images, fusing: fuses)
            index += fuses ? 2 : 1
        }
    }

    private func forward(layer index: Int, images: Int, fusing: Bool) {
        let pass = Pass(
            images: images,
            kernels: kernels,
            parameters: network.parameters,
            prepared: prepared,
            workspace: workspace,
            fusesReLU: fusing
        )
        network.layers[index].forward(stack.values[index], into: stack.values[index + 1], pass: pass)
    }
}

extension [any Layer] {
    /// Whether the layer at `index` can apply the ReLU after it while it writes its output.
    func fusesReLU(at index: Int) -> Bool {
        guard index + 1 < count, let next = self[index + 1] as? Activation, next.function == .relu else { return false }
        return self[index] is Dense || self[index] is Convolution || self[index] is BatchNormalization
    }
}
