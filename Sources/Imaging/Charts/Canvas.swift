/// A colour picture that charts and sheets are drawn on. What lies outside of it is cut off, so that no drawing can go
/// wrong for want of room.
public struct Canvas: Sendable, Hashable {
    /// Pixels in a row.
    public let width: Int
    /// Rows.
    public let height: Int
    /// Red, green, blue, row by row.
    public private(set) var pixels: [UInt8]

    /// A canvas of one colour.
    public init(width: Int, height: Int, filledWith color: Color = .white) {
        precondition(width > 0 && height > 0, "a canvas of \(width) x \(height) pixels")
        self.width = width
        self.height = height
        pixels = [UInt8](repeating: 255, count: 3 * width * height)
        fill(x: 0, y: 0, width: width, height: height, color)
    }

    /// The colour of a pixel.
    public subscript(x: Int, y: Int) -> Color {
        get {
            let at = 3 * (y * width + x)
            return Color(red: pixels[at], green: pixels[at + 1], blue: pixels[at + 2])
        }
        set {
            guard x >= 0, y >= 0, x < width, y < height else { return }
            let at = 3 * (y * width + x)
            (pixels[at], pixels[at + 1], pixels[at + 2]) = (newValue.red, newValue.green, newValue.blue)
        }
    }

    /// The picture as an 8-bit RGB PNG file.
    public func png() throws(PNGError) -> [UInt8] {
        var writer = try PNGRowWriter(width: width, height: height, colorType: .rgb)
        try writer.append(self)
        return try writer.finish()
    }
}

extension Canvas {
    /// Fills a rectangle.
    public mutating func fill(x: Int, y: Int, width: Int, height: Int, _ color: Color) {
        for row in max(0, y)..<max(0, y, min(self.height, y + height)) {
            for column in max(0, x)..<max(0, x, min(self.width, x + width)) { self[column, row] = color }
        }
    }

    /// Draws the outline of a rectangle, one pixel wide, within it.
    public mutating func frame(x: Int, y: Int, width: Int, height: Int, _ color: Color) {
        fill(x: x, y: y, width: width, height: 1, color)
        fill(x: x, y: y + height - 1, width: width, height: 1, color)
        fill(x: x, y: y, width: 1, height: height, color)
        fill(x: x + width - 1, y: y, width: 1, height: height, color)
    }

    /// Draws a field of `columns` by `rows` cells, each `size` pixels wide and high, in the colour that `color` gives.
    public mutating func draw(columns: Int, rows: Int, size: Int, x: Int, y: Int, _ color: (Int, Int) -> Color) {
        for row in 0..<rows {
            for column in 0..<columns {
                fill(x: x + column * size, y: y + row * size, width: size, height: size, color(column, row))
            }
        }
    }

    /// Draws a straight line of pixels, both ends included, `thickness` pixels wide.
    public mutating func line(
        from start: (x: Int, y: Int),
        to end: (x: Int, y: Int),
        thickness: Int = 1,
        _ color: Color
    ) {
        let steps = max(abs(end.x - start.x), abs(end.y - start.y))
        for step in 0...steps {
            let share = steps == 0 ? 0 : Double(step) / Double(steps)
            let x = Double(start.x) + share * Double(end.x - start.x)
            let y = Double(start.y) + share * Double(end.y - start.y)
            let corner = (x: Int(x.rounded()) - thickness / 2, y: Int(y.rounded()) - thickness / 2)
            fill(x: corner.x, y: corner.y, width: thickness, height: thickness, color)
        }
    }
}
