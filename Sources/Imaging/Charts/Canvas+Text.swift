extension Canvas {
    /// Pixels between the tops of two lines of text.
    public static func lineHeight(scale: Int = 1) -> Int { (PixelFont.height + 1) * scale }

    /// Pixels a text takes across.
    public static func textWidth(_ text: String, scale: Int = 1) -> Int {
        max(0, text.count * PixelFont.advance - 1) * scale
    }

    /// Where a text begins relative to the place it is drawn at.
    public enum Alignment: Sendable {
        /// The place is its left, its middle, or its right end.
        case left, center, right
    }

    /// Draws a line of text with its top at `y`, each pixel of the font `scale` pixels wide and high.
    public mutating func text(
        _ text: String,
        x: Int,
        y: Int,
        scale: Int = 1,
        alignment: Alignment = .left,
        _ color: Color = .black
    ) {
        let width = Self.textWidth(text, scale: scale)
        var left: Int
        switch alignment {
        case .left: left = x
        case .center: left = x - width / 2
        case .right: left = x - width
        }
        for character in text {
            for (row, bits) in PixelFont.rows(of: character).enumerated() {
                for column in 0..<PixelFont.width where bits >> UInt8(PixelFont.width - 1 - column) & 1 == 1 {
                    fill(x: left + column * scale, y: y + row * scale, width: scale, height: scale, color)
                }
            }
            left += PixelFont.advance * scale
        }
    }

    /// `text`, its middle cut out where it takes more than `width` pixels: of a file's name both ends tell.
    public static func shortened(_ text: String, width: Int, scale: Int = 1) -> String {
        let room = max(1, (width / scale + 1) / PixelFont.advance)
        guard text.count > room else { return text }
        guard room > 4 else { return String(text.prefix(room)) }
        let head = (room - 2) / 2
        return text.prefix(head) + ".." + text.suffix(room - 2 - head)
    }
}
