extension Canvas {
    /// Draws upright bars side by side on a base line, each with its label below; `values` are shares of the height
    /// given, the labels' line comes below it.
    ///
    /// - Parameters:
    ///   - width: pixels of all bars together; each gets an equal part, a fifth of which stays free.
    ///   - color: the colour of each bar and of its label.
    public mutating func bars(
        _ values: [Double],
        labels: [String],
        x: Int,
        y: Int,
        width: Int,
        height: Int,
        _ color: (Int) -> Color
    ) {
        precondition(values.count == labels.count, "\(values.count) bars with \(labels.count) labels")
        let part = Double(width) / Double(max(1, values.count))
        for (index, value) in values.enumerated() {
            let left = x + Int(Double(index) * part)
            let breadth = max(1, Int(part * 0.8))
            fill(x: left, y: y, width: breadth, height: height, .pale)
            let filled = Int((Double(height) * (value >= 0 ? min(value, 1) : 0)).rounded())
            fill(x: left, y: y + height - filled, width: breadth, height: filled, color(index))
            text(labels[index], x: left + breadth / 2 + 1, y: y + height + 2, alignment: .center, color(index))
        }
    }

    /// Draws another canvas with its top left corner at (`x`, `y`).
    public mutating func draw(_ other: Canvas, x: Int, y: Int) {
        for row in 0..<other.height {
            for column in 0..<other.width { self[x + column, y + row] = other[column, row] }
        }
    }
}
