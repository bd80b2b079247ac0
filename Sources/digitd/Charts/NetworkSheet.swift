import Imaging
import NeuralNetwork

/// One image on its way through a network, as a picture: the image, the outputs, the weights of a node, and below them
/// the activations of every layer, channel by channel.
struct NetworkSheet {
    private static let margin = 12, gap = 4
    /// Pixels of the image to one of the 28x28.
    private static let scale = 8
    /// Pixels of the ten bars together: room for the number below each.
    private static let barsWidth = 320
    private static let width = 4 * margin + 2 * DigitImage.side * scale + barsWidth
    /// The lines at the top: what it is, what comes out, and what the figures mean.
    private static func lines(_ view: NetworkView) -> [(text: String, color: Color)] {
        [("\(view.file.visible), model \(view.model.identity.name.visible)", .black), (view.verdict, .blue)]
            + (["bars: probabilities; below them the outputs"] + view.basis).map { ($0, .gray) }
    }

    /// The height of `lines` lines and the image below them.
    private static func headHeight(lines: Int) -> Int {
        2 * margin + lines * Canvas.lineHeight() + DigitImage.side * scale
    }

    /// Draws a view.
    static func canvas(_ view: NetworkView) -> Canvas {
        let places = view.layers.map(LayerPlace.init)
        let headHeight = headHeight(lines: lines(view).count)
        let height = headHeight + places.reduce(0) { $0 + $1.height } + margin
        var canvas = Canvas(width: width, height: height)
        drawHead(view, on: &canvas)
        var y = headHeight
        for (layer, place) in zip(view.layers, places) {
            draw(layer, place, y: y, on: &canvas)
            y += place.height
        }
        return canvas
    }

    private static func drawHead(_ view: NetworkView, on canvas: inout Canvas) {
        let side = DigitImage.side * scale
        let room = width - 2 * margin
        let lines = lines(view)
        for (place, line) in lines.enumerated() {
            let y = margin / 2 + place * Canvas.lineHeight()
            canvas.text(Canvas.shortened(line.text, width: room), x: margin, y: y, line.color)
        }
        let top = margin + lines.count * Canvas.lineHeight()
        canvas.digit(view.image, x: margin, y: top, scale: scale)
        let label = view.cost?.label
        canvas.bars(
            view.reading.probabilities.map(Double.init),
            labels: (0..<10).map(String.init),
            x: 2 * margin + side,
            y: top,
            width: barsWidth,
            height: side - 2 * Canvas.lineHeight()
        ) { digit in
            if digit == label { return .green }
            return digit == view.reading.digit ? (label == nil ? .blue : .red) : .gray
        }
        for (digit, output) in view.outputs.enumerated() {
            let x = 2 * margin + side + digit * barsWidth / 10 + barsWidth / 25
            canvas.text(
                decimals(Double(output), 1),
                x: x,
                y: top + side - Canvas.lineHeight(),
                alignment: .center,
                .gray
            )
        }
        guard let node = view.node else { return }
        let x = 3 * margin + side + barsWidth
        let size = max(1, (side - Canvas.lineHeight()) / max(node.weights.width, node.weights.height))
        let peak = max(node.weights.values.reduce(0) { max($0, abs($1)) }, .leastNormalMagnitude)
        canvas.draw(columns: node.weights.width, rows: node.weights.height, size: size, x: x, y: top) {
            signed(node.weights.values[$1 * node.weights.width + $0] / peak)
        }
        canvas.frame(x: x, y: top, width: node.weights.width * size, height: node.weights.height * size, .gray)
        canvas.text("weights of node \(node.index): blue +, red -", x: x, y: top + side - Canvas.lineHeight(), .gray)
    }

    /// White for 0, blue for 1, red for -1.
    private static func signed(_ share: Float) -> Color {
        Color.white.mixed(with: share >= 0 ? .blue : .red, share: Double(abs(share)))
    }

    private static func draw(_ layer: NetworkView.Layer, _ place: LayerPlace, y: Int, on canvas: inout Canvas) {
        let (least, most) = (layer.values.min() ?? 0, layer.values.max() ?? 0)
        let range = "\(decimals(Double(least), 2)) to \(decimals(Double(most), 2))"
        canvas.text("\(layer.name)  \(layer.shape)  \(range)", x: margin, y: y + gap)
        let peak = layer.peak
        for channel in 0..<layer.shape.channels {
            let x = margin + channel % place.columns * (place.width + gap)
            let top = y + gap + Canvas.lineHeight() + channel / place.columns * (place.tileHeight + gap)
            let values = layer.channel(channel)
            canvas.draw(columns: layer.shape.width, rows: layer.shape.height, size: place.size, x: x, y: top) {
                signed(values[$1 * layer.shape.width + $0] / peak)
            }
            canvas.frame(x: x - 1, y: top - 1, width: place.width + 2, height: place.tileHeight + 2, .pale)
        }
    }

    /// How the channels of a layer are laid out.
    private struct LayerPlace {
        /// Pixels to one number, and of one channel.
        let size, width, tileHeight: Int
        /// Channels side by side.
        let columns: Int
        /// Rows of pixels in all.
        let height: Int

        init(_ layer: NetworkView.Layer) {
            let longer = max(layer.shape.width, layer.shape.height)
            size = longer == 1 ? 14 : max(1, 40 / longer)
            width = layer.shape.width * size
            tileHeight = layer.shape.height * size
            columns = max(
                1,
                (NetworkSheet.width - 2 * NetworkSheet.margin + NetworkSheet.gap) / (width + NetworkSheet.gap)
            )
            let rows = (layer.shape.channels + columns - 1) / columns
            height = 2 * NetworkSheet.gap + Canvas.lineHeight() + rows * (tileHeight + NetworkSheet.gap)
        }
    }
}
