/// Activations (or their gradients) between two layers, for up to `capacity` images.
///
/// Shape [N, H + 2p, W + 2p, C]. The border of p pixels is zero and stays zero: the layer before writes into the
/// middle, and a convolution after it reads its padding from the border without copying anything.
final class ActivationBuffer {
    let shape: Shape
    let padding: Int
    let capacity: Int
    private let memory: FloatBuffer
    /// Floats before its first image.
    private let offset: Int

    init(shape: Shape, padding: Int, capacity: Int) {
        self.shape = shape
        self.padding = padding
        self.capacity = capacity
        offset = 0
        let row = (shape.width + 2 * padding) * shape.channels
        memory = FloatBuffer(count: capacity * (shape.height + 2 * padding) * row)
    }

    /// One image of another buffer, in its memory.
    init(image: Int, of whole: ActivationBuffer) {
        precondition(image < whole.capacity, "image \(image) of \(whole.capacity)")
        shape = whole.shape
        padding = whole.padding
        capacity = 1
        memory = whole.memory
        offset = whole.offset + image * whole.imageStride
    }

    /// Floats from one row to the next.
    var rowStride: Int { (shape.width + 2 * padding) * shape.channels }

    /// Floats from one image to the next.
    var imageStride: Int { (shape.height + 2 * padding) * rowStride }

    /// The first pixel of the first image, or of the border `border` pixels around it.
    func start(border: Int = 0) -> UnsafeMutablePointer<Float> {
        precondition(border <= padding, "a border of \(border) where there is only \(padding)")
        return memory.base + offset + (padding - border) * (rowStride + shape.channels)
    }

    /// Copies one image in: H × W × C floats, row by row.
    func write(image: Int, _ pixels: Span<Float>) {
        precondition(pixels.count == shape.count && image < capacity)
        let row = shape.width * shape.channels
        pixels.withUnsafeBufferPointer { pixels in
            guard let from = pixels.baseAddress else { return }
            for y in 0..<shape.height {
                (start() + image * imageStride + y * rowStride).update(from: from + y * row, count: row)
            }
        }
    }

    /// Copies one image in from a buffer of H × W × C floats.
    func write(image: Int, _ pixels: FloatBuffer) {
        pixels.withMutableSpan(0..<pixels.count) { write(image: image, $0.span) }
    }

    /// Copies one image out: H × W × C floats, row by row.
    func read(image: Int) -> [Float] {
        let row = shape.width * shape.channels
        var pixels: [Float] = []
        pixels.reserveCapacity(shape.count)
        for y in 0..<shape.height {
            let from = start() + image * imageStride + y * rowStride
            pixels.append(contentsOf: UnsafeBufferPointer(start: from, count: row))
        }
        return pixels
    }

    /// Takes over the first `images` images of a buffer of the same shape and another padding.
    func copy(from other: ActivationBuffer, images: Int) {
        precondition(shape == other.shape && images <= capacity && images <= other.capacity)
        let row = shape.width * shape.channels
        for image in 0..<images {
            for y in 0..<shape.height {
                let to = start() + image * imageStride + y * rowStride
                to.update(from: other.start() + image * other.imageStride + y * other.rowStride, count: row)
            }
        }
    }
}
