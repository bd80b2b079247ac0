import Imaging
import Recognition

/// One picture on a contact sheet: its name, the original, what was taken for ink, the 28x28 image that the network
/// sees, the ten probabilities, and the verdict.
struct SheetCell: Sendable {
    /// Pixels along the side of each of the three pictures; a multiple of 28, so that every pixel of the image is as
    /// large as the next.
    let side: Int

    /// Pixels around a cell's content, and between its pictures.
    static let margin = 8, gap = 4

    /// A cell with pictures of about `side` pixels.
    init(side: Int) {
        self.side = max(1, side / DigitImage.side) * DigitImage.side
    }

    private var barsWidth: Int { max(70, side * 5 / 6 / 10 * 10) }

    /// Columns of a cell.
    var width: Int { 2 * Self.margin + 3 * (side + Self.gap) + barsWidth }

    /// Rows of a cell.
    var height: Int { 2 * Canvas.lineHeight() + 2 * Self.gap + side + 10 }

    /// Draws a result with the views of its picture.
    func canvas(_ result: DigitResult, _ view: PictureView) -> Canvas {
        var canvas = Canvas(width: width, height: height)
        canvas.fill(x: Self.margin, y: 0, width: width - 2 * Self.margin, height: 1, .pale)
        let room = width - 2 * Self.margin
        canvas.text(Canvas.shortened(result.file.visible, width: room), x: Self.margin, y: 4)
        let top = 4 + Canvas.lineHeight() + 2
        var x = Self.margin
        for place in 0..<3 {
            canvas.fill(x: x, y: top, width: side, height: side, Color(gray: 246))
            draw(view, place, on: &canvas, x: x, y: top)
            x += side + Self.gap
        }
        let color = Self.color(result.outcome.status)
        let values = result.reading.map { $0.probabilities.map(Double.init) } ?? [Double](repeating: 0, count: 10)
        canvas.bars(
            values,
            labels: (0..<10).map(String.init),
            x: x,
            y: top,
            width: barsWidth,
            height: side - Canvas.lineHeight()
        ) { $0 == result.digit ? color : .gray }
        let verdict = Canvas.shortened(Self.verdict(result), width: room)
        canvas.text(verdict, x: Self.margin, y: top + side + Self.gap, color)
        return canvas
    }

    private func draw(_ view: PictureView, _ place: Int, on canvas: inout Canvas, x: Int, y: Int) {
        switch place {
        case 0:
            if let colors = view.colors { canvas.picture(colors, x: x, y: y, side: side) }
        case 1:
            if let explained = view.explained { canvas.ink(explained, x: x, y: y, side: side) }
        default:
            guard let image = view.explained?.digit.image else { return }
            canvas.digit(image, x: x, y: y, scale: side / DigitImage.side)
        }
    }

    /// The colour of a status.
    static func color(_ status: Status) -> Color {
        switch status {
        case .classified: .green
        case .uncertain: .amber
        case .rejected: .red
        }
    }

    /// The digit, the confidence and the status in one line.
    static func verdict(_ result: DigitResult) -> String {
        var parts: [String] = []
        if let reading = result.reading {
            parts.append("\(reading.digit)")
            parts.append(decimals(Double(reading.confidence) * 100, 2) + " %")
        }
        parts.append(result.outcome.status.rawValue)
        if let reason = result.outcome.reason { parts.append("(\(reason))") }
        return parts.joined(separator: " ")
    }
}
