@testable import NeuralNetwork

extension ActivationBuffer {
    /// A buffer that holds `numbers`, [images, H, W, C], with room for one image more, which stays zero.
    convenience init(_ numbers: [Float], images: Int, shape: Shape, padding: Int) {
        self.init(shape: shape, padding: padding, capacity: images + 1)
        write(numbers, images: images)
    }

    /// Writes `numbers`, [images, H, W, C].
    func write(_ numbers: [Float], images: Int) {
        precondition(numbers.count == images * shape.count)
        for image in 0..<images {
            write(image: image, Array(numbers[image * shape.count..<(image + 1) * shape.count]).span)
        }
    }

    /// The numbers of the first `images` images without borders.
    func numbers(images: Int) -> [Float] {
        (0..<images).flatMap { read(image: $0) }
    }

    /// Whether everything but the first `images` images, borders and unused images, is zero.
    func isZeroOutside(images: Int) -> Bool {
        let memory = UnsafeBufferPointer(start: start(border: padding), count: capacity * imageStride)
        for (place, number) in memory.enumerated() where number != 0 {
            let image = place / imageStride, row = place % imageStride / rowStride - padding
            let column = place % rowStride / shape.channels - padding
            guard image < images, 0..<shape.height ~= row, 0..<shape.width ~= column else { return false }
        }
        return true
    }
}

extension FloatSlice {
    /// A slice of its own that holds `numbers`.
    init(_ numbers: [Float]) {
        self = FloatBuffer(numbers).slice(0..<numbers.count)
    }

    /// Its numbers.
    var numbers: [Float] { buffer[range] }
}
