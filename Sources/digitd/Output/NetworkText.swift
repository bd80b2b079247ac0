import Imaging
import NeuralNetwork

/// One image on its way through a network, for a terminal.
enum NetworkText {
    /// The image, a line a layer, the outputs, the cost, and the weights of a node.
    static func text(_ view: NetworkView) -> String {
        var lines = ["\(view.file.visible) as the network sees it"]
        lines += shades(view.image)
        lines.append("")
        lines += table(view.layers)
        lines.append("")
        lines += outputs(view)
        lines.append("")
        lines.append(view.verdict)
        lines += view.basis
        if let node = view.node {
            lines.append("")
            lines.append(
                "weights of node \(node.index) of the first layer, bias \(decimals(Double(node.weights.bias), 3)): "
                    + "░▒▓█ draw it to ink, .-=# against it"
            )
            lines += weights(node.weights)
        }
        return lines.joined(separator: "\n") + "\n"
    }

    /// The image two columns a pixel, darker characters for more ink.
    static func shades(_ image: DigitImage) -> [String] {
        let side = DigitImage.side
        return (0..<side).map { row in
            (0..<side).map { column in
                shade(Float(image.pixels[row * side + column]) / 255, steps: ["··", "░░", "▒▒", "▓▓", "██"])
            }.joined()
        }
    }

    /// Weights two columns each; the largest magnitude is the fullest character.
    static func weights(_ weights: Network.NodeWeights) -> [String] {
        let peak = max(weights.values.reduce(0) { max($0, abs($1)) }, .leastNormalMagnitude)
        return (0..<weights.height).map { row in
            (0..<weights.width).map { column in
                let share = weights.values[row * weights.width + column] / peak
                let steps = share >= 0 ? ["  ", "░░", "▒▒", "▓▓", "██"] : ["  ", "..", "--", "==", "##"]
                return shade(abs(share), steps: steps)
            }.joined()
        }
    }

    private static func shade(_ share: Float, steps: [String]) -> String {
        steps[max(0, min(steps.count - 1, Int(share * Float(steps.count))))]
    }

    /// A row a layer: its words, the shape after it, the range of its numbers, and a little picture of them (of a
    /// convolution, of the means of its channels).
    private static func table(_ layers: [NetworkView.Layer]) -> [String] {
        var rows = [["layer", "output", "least", "mean", "most", "nodes, or means of channels"]]
        for layer in layers {
            let values = layer.values
            let mean = values.reduce(0, +) / Float(max(1, values.count))
            let figures = [values.min() ?? 0, mean, values.max() ?? 0].map { decimals(Double($0), 3) }
            let isCut = layer.shape.channels > mostMeans
            rows.append([layer.name, "\(layer.shape)"] + figures + [sparkline(means(layer)) + (isCut ? "…" : "")])
        }
        let widths = (0..<5).map { column in rows.map { $0[column].columns }.max() ?? 0 }
        return rows.map { row in
            let cells = (0..<5).map {
                $0 < 2 ? row[$0].padded(to: widths[$0]) : row[$0].padded(leftTo: widths[$0])
            }
            return (cells + [row[5]]).joined(separator: "  ")
        }
    }

    /// The channels of a layer whose means are shown, the first ones.
    private static let mostMeans = 64

    /// The mean of each of these channels.
    private static func means(_ layer: NetworkView.Layer) -> [Float] {
        (0..<min(mostMeans, layer.shape.channels)).map { channel in
            let values = layer.channel(channel)
            return values.reduce(0, +) / Float(values.count)
        }
    }

    /// Numbers as blocks of eight heights, from the least to the most of them.
    static func sparkline(_ values: [Float]) -> String {
        guard let least = values.min(), let most = values.max() else { return "" }
        let blocks = ["▁", "▂", "▃", "▄", "▅", "▆", "▇", "█"]
        return values.map { value in
            most > least ? blocks[min(7, Int((value - least) / (most - least) * 8))] : blocks[0]
        }.joined()
    }

    private static func outputs(_ view: NetworkView) -> [String] {
        let bars = ExplanationText.bars(view.reading.probabilities)
        let numbers = view.outputs.map { decimals(Double($0), 3) }
        let width = max(6, numbers.map(\.columns).max() ?? 0)
        return ["output".padded(leftTo: width) + "  digit, probability"]
            + zip(numbers, bars).map { $0.padded(leftTo: width) + "  " + $1 }
    }
}
