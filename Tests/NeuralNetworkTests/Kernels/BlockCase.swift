import Testing

@testable import NeuralNetwork

/// One size of activations to try the kernels with.
struct BlockCase: Sendable, CustomTestStringConvertible {
    let images: Int
    let shape: Shape
    let padding: Int

    var count: Int { images * shape.count }
    var testDescription: String { "\(images) of \(shape), border \(padding)" }

    /// All channels of ``ConvolutionCase/channels``, widths and heights even and odd, with and without border.
    static let all: [BlockCase] =
        ConvolutionCase.channels.map { channels in
            BlockCase(images: 2, shape: Shape(height: 3, width: 5, channels: channels), padding: channels % 3)
        }
        + (Array(1...15) + [28]).map { width in
            BlockCase(images: 3, shape: Shape(height: width % 4 + 1, width: width, channels: 3), padding: width % 2)
        }
        + [BlockCase(images: 1, shape: Shape(height: 28, width: 28, channels: 1), padding: 2)]

    func buffer(_ numbers: [Float], extra: Int = 0) -> ActivationBuffer {
        ActivationBuffer(numbers, images: images, shape: shape, padding: padding + extra)
    }

    func empty(extra: Int = 0) -> ActivationBuffer {
        ActivationBuffer(shape: shape, padding: padding + extra, capacity: images + 1)
    }
}
