/// A colour of a chart or sheet: red, green and blue, 0 to 255 each.
public struct Color: Sendable, Hashable {
    /// 0 ... 255 each.
    public var red, green, blue: UInt8

    /// A colour.
    public init(red: UInt8, green: UInt8, blue: UInt8) {
        (self.red, self.green, self.blue) = (red, green, blue)
    }

    /// A grey of the given lightness.
    public init(gray lightness: UInt8) {
        self.init(red: lightness, green: lightness, blue: lightness)
    }

    /// This colour at share 0, the other at share 1, a straight line between them; shares beyond count as the nearer.
    public func mixed(with other: Color, share: Double) -> Color {
        let share = share >= 0 ? min(share, 1) : 0  // NaN is 0
        func mix(_ one: UInt8, _ two: UInt8) -> UInt8 {
            UInt8((Double(one) + (Double(two) - Double(one)) * share).rounded())
        }
        return Color(red: mix(red, other.red), green: mix(green, other.green), blue: mix(blue, other.blue))
    }
}

extension Color {
    /// Paper.
    public static let white = Color(gray: 255)
    /// Text.
    public static let black = Color(gray: 0)
    /// Axes, frames and lesser text.
    public static let gray = Color(gray: 120)
    /// Grid lines and empty fields.
    public static let pale = Color(gray: 225)
    /// What is good, and the first line of a chart.
    public static let green = Color(red: 22, green: 134, blue: 72)
    /// What needs a look.
    public static let amber = Color(red: 214, green: 128, blue: 0)
    /// What is wrong, and negative numbers.
    public static let red = Color(red: 200, green: 40, blue: 40)
    /// Ink, positive numbers and the second line of a chart.
    public static let blue = Color(red: 26, green: 82, blue: 180)
}
