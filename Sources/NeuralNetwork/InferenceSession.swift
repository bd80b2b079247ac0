/// Runs a network forward, a chunk of images at a time so that their activations stay in the cache. Those of the first
/// layers, up to the first pooling, are often larger than all others together; each image goes through these by itself,
/// in room for one.
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
    /// How many layers an image goes through by itself, and where the last of them leaves each image of the chunk.
    private let opening: Int
    private let opened: [ActivationBuffer]
    /// One image on its way in.
    private let pixels: FloatBuffer

    /// A session for `network` with buffers for `chunk` images; with 14 the images of layers of a single pixel fill a
    /// tile of AVX-512, which is 3 % faster than with 8.
    public init(_ network: Network, chunk: Int = 14, kernels: Kernels = .best) {
        precondition(chunk > 0)
        self.network = network.folded()
        self.chunk = chunk
        self.kernels = kernels
        prepared = self.network.prepared(for: kernels)
        workspace = self.network.layers.workspace()
        pixels = FloatBuffer(count: network.architecture.input.count)
        let layers = self.network.layers
        opening = layers.firstIndex { $0 is MaxPooling }.map { $0 + 1 } ?? 0
        let stack = ActivationStack(
            layers: layers,
            input: network.architecture.input,
            capacity: chunk,
            opening: opening,
            training: false
        )
        self.stack = stack
        let end = stack.values[opening]
        opened = opening > 0 ? (0..<chunk).map { ActivationBuffer(image: $0, of: end) } : []
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
                    stack.values[0].write(image: opening > 0 ? 0 : image, span.span)
                }
                if opening > 0 { forward(0..<opening, images: 1, into: opened[image]) }
            }
            forward(opening..<network.layers.count, images: images)
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

    /// - Parameter end: where the last of the layers leaves its output; nil for its place in the stack.
    private func forward(_ layers: Range<Int>, images: Int, into end: ActivationBuffer? = nil) {
        var index = layers.lowerBound
        while index < layers.upperBound {
            let fuses = network.layers.fusesReLU(at: index)
            let next = index + (fuses ? 2 : 1)
            forward(layer: index, images: images, fusing: fuses, into: next == layers.upperBound ? end : nil)
            index = next
        }
    }

    private func forward(layer index: Int, images: Int, fusing: Bool, into end: ActivationBuffer? = nil) {
        let pass = Pass(
            images: images,
            kernels: kernels,
            parameters: network.parameters,
            prepared: prepared,
            workspace: workspace,
            fusesReLU: fusing
        )
        network.layers[index].forward(stack.values[index], into: end ?? stack.values[index + 1], pass: pass)
    }
}

extension [any Layer] {
    /// Whether the layer at `index` can apply the ReLU after it while it writes its output.
    func fusesReLU(at index: Int) -> Bool {
        guard index + 1 < count, let next = self[index + 1] as? Activation, next.function == .relu else { return false }
        return self[index] is Dense || self[index] is Convolution || self[index] is BatchNormalization
    }
}
