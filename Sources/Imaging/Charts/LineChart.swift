/// Lines over two axes with numbers.
public struct LineChart: Sendable {
    /// One line.
    public struct Series: Sendable {
        /// What it is, for the legend.
        public var name: String
        /// Its colour.
        public var color: Color
        /// Its points from left to right; those that are not finite are left out.
        public var points: [(x: Double, y: Double)]

        /// A line.
        public init(name: String, color: Color, points: [(x: Double, y: Double)]) {
            (self.name, self.color, self.points) = (name, color, points)
        }
    }

    /// What the chart shows.
    public var title: String
    /// What the numbers below it count.
    public var xTitle: String
    /// The lines.
    public var series: [Series]
    /// Writes a number of an axis with some decimals.
    public var format: @Sendable (Double, Int) -> String

    /// A chart.
    public init(
        title: String,
        xTitle: String,
        series: [Series],
        format: @escaping @Sendable (Double, Int) -> String
    ) {
        (self.title, self.xTitle, self.series, self.format) = (title, xTitle, series, format)
    }

    /// Draws the chart into a rectangle of a canvas.
    public func draw(on canvas: inout Canvas, x: Int, y: Int, width: Int, height: Int) {
        let finite = series.flatMap(\.points).filter { $0.x.isFinite && $0.y.isFinite }
        let across = Axis(covering: finite.map(\.x), intervals: 10, isWhole: true)
        let up = Axis(covering: finite.map(\.y), intervals: 5, isWhole: false)
        let labels = up.ticks.map { format($0, up.decimals) }
        let margin = (labels.map { Canvas.textWidth($0) }.max() ?? 0) + 8
        let line = Canvas.lineHeight()
        let field = Field(
            x: x + margin,
            y: y + line + 6,
            width: max(2, width - margin - 8),
            height: max(2, height - 3 * line - 12),
            across: across,
            up: up
        )
        canvas.text(title, x: x, y: y)
        drawLegend(on: &canvas, right: x + width, y: y)
        for (tick, label) in zip(up.ticks, labels) {
            let at = field.place(across.lowest, tick).y
            canvas.line(from: (field.x, at), to: (field.x + field.width, at), .pale)
            canvas.text(label, x: field.x - 4, y: at - 3, alignment: .right, .gray)
        }
        for tick in across.ticks {
            let at = field.place(tick, up.lowest).x
            canvas.line(from: (at, field.y + field.height), to: (at, field.y + field.height + 3), .gray)
            canvas.text(
                format(tick, across.decimals),
                x: at,
                y: field.y + field.height + 6,
                alignment: .center,
                .gray
            )
        }
        canvas.text(xTitle, x: field.x + field.width, y: field.y + field.height + 7 + line, alignment: .right, .gray)
        canvas.line(from: (field.x, field.y), to: (field.x, field.y + field.height), .gray)
        canvas.line(
            from: (field.x, field.y + field.height),
            to: (field.x + field.width, field.y + field.height),
            .gray
        )
        for line in series { draw(line, in: field, on: &canvas) }
    }

    private func draw(_ line: Series, in field: Field, on canvas: inout Canvas) {
        let places = line.points.filter { $0.x.isFinite && $0.y.isFinite }.map { field.place($0.x, $0.y) }
        for (from, to) in zip(places, places.dropFirst()) { canvas.line(from: from, to: to, thickness: 2, line.color) }
        // A dot a point, where there is room for them to be seen apart.
        guard places.count * 8 <= field.width else { return }
        for place in places { canvas.fill(x: place.x - 2, y: place.y - 2, width: 4, height: 4, line.color) }
    }

    private func drawLegend(on canvas: inout Canvas, right: Int, y: Int) {
        var right = right
        for line in series.reversed() {
            canvas.text(line.name, x: right, y: y, alignment: .right, line.color)
            right -= Canvas.textWidth(line.name) + 4
            canvas.fill(x: right - 12, y: y + 3, width: 12, height: 2, line.color)
            right -= 24
        }
    }
}

/// Where the lines of a chart lie.
private struct Field {
    let x, y, width, height: Int
    let across, up: Axis

    func place(_ x: Double, _ y: Double) -> (x: Int, y: Int) {
        (
            self.x + Int((across.share(of: x) * Double(width)).rounded()),
            self.y + height - Int((up.share(of: y) * Double(height)).rounded())
        )
    }
}

/// The range of an axis and the round numbers on it.
struct Axis: Sendable, Hashable {
    /// The numbers that are marked, from the lowest to the highest; the axis begins and ends with one.
    let ticks: [Double]
    /// Decimals that tell them apart.
    let decimals: Int

    var lowest: Double { ticks[0] }
    var highest: Double { ticks[ticks.count - 1] }

    /// An axis over all of `values`, with about `intervals` steps of 1, 2 or 5 times a power of ten.
    init(covering values: [Double], intervals: Int, isWhole: Bool) {
        let (least, most) = (values.min() ?? 0, values.max() ?? 1)
        // Beyond this, numbers are no longer told apart at 15 digits.
        let span = max(most - least, max(abs(least), abs(most)) * 1e-9, isWhole ? 1 : 1e-9)
        var power = 1.0
        while power * 10 <= span / Double(intervals) { power *= 10 }
        while power > span / Double(intervals) { power /= 10 }
        var step = power
        for factor in [2.0, 5, 10] where span / step > Double(intervals) { step = power * factor }
        if isWhole { step = max(1, step) }
        let first = (least / step).rounded(.down)
        let last = max(first + 1, (most / step).rounded(.up))
        ticks = (0...Int(last - first)).map { (first + Double($0)) * step }
        var places = 0
        var scaled = step
        while places < 9, abs(scaled - scaled.rounded()) > 1e-6 * scaled || scaled < 0.5 {
            scaled *= 10
            places += 1
        }
        decimals = places
    }

    /// Where a value lies, 0 lowest ... 1 highest.
    func share(of value: Double) -> Double { (value - lowest) / (highest - lowest) }
}
