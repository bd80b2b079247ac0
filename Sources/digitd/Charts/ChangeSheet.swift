import Imaging

/// A sheet of pictures that are read otherwise than before: each as the network sees it, and what it was read as before
/// and after.
struct ChangeSheet {
    /// One picture.
    struct Entry {
        /// Its file.
        let name: String
        let image: DigitImage
        /// The digit it is, where a person has said so.
        let label: Int?
        let before: (digit: Int, confidence: Float)
        let after: (digit: Int, confidence: Float)

        /// Green where the new reading is right, red where it is wrong, amber where nobody knows.
        var color: Color {
            guard let label else { return .amber }
            return after.digit == label ? .green : .red
        }
    }

    /// The most pictures that are drawn.
    static let most = 300
    private static let columns = 5, scale = 3, margin = 8, textWidth = 84
    private static let side = DigitImage.side * scale
    private static let width = side + textWidth + 3 * margin
    private static let height = side + Canvas.lineHeight() + 2 * margin

    let title: String
    let entries: [Entry]

    /// The sheet; those beyond ``most`` are counted in its title.
    func canvas() -> Canvas {
        let shown = entries.prefix(Self.most)
        let columns = max(2, min(Self.columns, shown.count))
        let rows = (shown.count + columns - 1) / columns
        let head = Canvas.lineHeight() + 2 * Self.margin
        var canvas = Canvas(width: columns * Self.width, height: head + max(1, rows) * Self.height)
        let rest = entries.count - shown.count
        let title = rest > 0 ? "\(self.title); \(rest) more" : self.title
        canvas.text(
            Canvas.shortened(title, width: canvas.width - 2 * Self.margin),
            x: Self.margin,
            y: Self.margin,
            .gray
        )
        for (place, entry) in shown.enumerated() {
            draw(entry, on: &canvas, x: place % columns * Self.width, y: head + place / columns * Self.height)
        }
        if shown.isEmpty { canvas.text("none", x: Self.margin, y: head) }
        return canvas
    }

    private func draw(_ entry: Entry, on canvas: inout Canvas, x: Int, y: Int) {
        canvas.fill(x: x + Self.margin, y: y, width: Self.width - 2 * Self.margin, height: 1, .pale)
        let (left, top) = (x + Self.margin, y + Self.margin)
        canvas.digit(entry.image, x: left, y: top, scale: Self.scale)
        let line = Canvas.lineHeight() + 4, right = left + Self.side + Self.margin
        if let label = entry.label { canvas.text("is \(label)", x: right, y: top) }
        canvas.text(Self.text(entry.before), x: right, y: top + line, .gray)
        canvas.text("->", x: right, y: top + 2 * line, .gray)
        canvas.text(Self.text(entry.after), x: right, y: top + 3 * line, entry.color)
        let name = Canvas.shortened(entry.name.visible, width: Self.width - 2 * Self.margin)
        canvas.text(name, x: left, y: top + Self.side + 4)
    }

    private static func text(_ reading: (digit: Int, confidence: Float)) -> String {
        "\(reading.digit)  \(decimals(Double(reading.confidence) * 100, 1)) %"
    }
}
