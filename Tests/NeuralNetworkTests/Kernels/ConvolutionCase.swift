import Testing

@testable import NeuralNetwork

/// One size of convolution to try the kernels with.
struct ConvolutionCase: Sendable, CustomTestStringConvertible {
    var inputs = 3
    var outputs = 10
    var height = 3
    var width = 5
    var kernel = 3
    var padding = 1
    var images = 2

    var testDescription: String {
        "\(images)x\(height)x\(width)x\(inputs), \(outputs) filters \(kernel)x\(kernel) pad \(padding)"
    }

    var shape: Reference.ConvolutionShape {
        Reference.ConvolutionShape(
            images: images,
            input: Shape(height: height, width: width, channels: inputs),
            outputs: outputs,
            kernel: kernel,
            padding: padding
        )
    }

    /// Numbers of channels around the kernels' vectors of 4, 8 and 16 floats.
    static let channels = [1, 3, 10, 16, 17, 24, 32, 40, 64]

    /// Channels in and out, widths around the kernels' tiles, every kernel with every padding, the largest picture.
    static let all: [ConvolutionCase] =
        channels.flatMap { outputs in [1, 3, 17].map { ConvolutionCase(inputs: $0, outputs: outputs) } }
        + channels.map { ConvolutionCase(inputs: $0, outputs: 17, height: 2, width: 3, kernel: 2, padding: 0) }
        + (Array(1...15) + [28]).flatMap { width in
            [17, 40].map { ConvolutionCase(outputs: $0, height: 2, width: width, kernel: 2, padding: 1, images: 1) }
        }
        + [1, 2, 3, 5].flatMap { kernel in
            (0..<kernel).flatMap { padding in
                [10, 24].map {
                    ConvolutionCase(
                        inputs: 2,
                        outputs: $0,
                        height: 5,
                        width: 6,
                        kernel: kernel,
                        padding: padding,
                        images: 3
                    )
                }
            }
        }
        + [ConvolutionCase(inputs: 1, outputs: 16, height: 28, width: 28, kernel: 5, padding: 2, images: 1)]
        + [ConvolutionCase(inputs: 64, outputs: 64, height: 2, width: 3, kernel: 3, padding: 1, images: 1)]
        + short + gray + singlePixels + manyOutputs

    /// Rows so short that a tile holds several of them.
    private static let short = (1...7).flatMap { width in
        (1...9).map { ConvolutionCase(outputs: 32, height: $0, width: width, kernel: 1, padding: 0, images: 1) }
    }

    /// Pictures of one channel, of every width of a tile.
    private static let gray = (Array(1...15) + [28]).flatMap { width in
        [3, 5].map {
            ConvolutionCase(inputs: 1, outputs: 40, height: 2, width: width, kernel: $0, padding: $0 / 2, images: 2)
        }
    }

    /// Results of a single pixel, which several images share a tile with; pictures of one channel among them.
    private static let singlePixels = [1, 2, 3, 5, 14, 15].flatMap { images in
        [10, 64, 70].map {
            ConvolutionCase(inputs: 2, outputs: $0, height: 3, width: 3, kernel: 3, padding: 0, images: images)
        }
            + [3, 5].flatMap { kernel in
                [16, 40].map { outputs in
                    ConvolutionCase(
                        inputs: 1,
                        outputs: outputs,
                        height: kernel,
                        width: kernel,
                        kernel: kernel,
                        padding: 0,
                        images: images
                    )
                }
            }
    }

    /// Results of a single pixel with up to 22 of the widest vectors of outputs, whole and with a rest: of one image,
    /// and of two, which must give each what it gets alone.
    private static let manyOutputs = [1, 2].flatMap { images in
        (1...22).flatMap { vectors in
            [0, 5, 9].map { rest in
                ConvolutionCase(
                    inputs: 3,
                    outputs: 16 * vectors + rest,
                    height: 1,
                    width: 1,
                    kernel: 1,
                    padding: 0,
                    images: images
                )
            }
        }
    }
}
