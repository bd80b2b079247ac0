import Imaging

/// A colour: red, green, blue and opacity, 0 to 1 each.
typealias Color = SIMD4<Float>

extension SIMD4<Float> {
    /// An opaque grey.
    static func gray(_ lightness: Float) -> Color {
        Color(lightness, lightness, lightness, 1)
    }

    /// An opaque colour.
    static func rgb(_ red: Float, _ green: Float, _ blue: Float) -> Color {
        Color(red, green, blue, 1)
    }

    /// How light the colour is: ITU-R BT.601's weights of red, green and blue.
    var lightness: Float {
        0.299 * x + 0.587 * y + 0.114 * z
    }
}

/// A picture in the making: colours in floating point, row by row.
struct Canvas: Sendable {
    let width: Int
    let height: Int
    var pixels: [Color]

    /// A canvas of one colour.
    init(width: Int, height: Int, _ color: Color) {
        self.width = width
        self.height = height
        pixels = [Color](repeating: color, count: width * height)
    }

    /// The shorter side.
    var side: Float { Float(min(width, height)) }

    /// Lays a colour over the canvas where the mask says, as much as `strength` says.
    mutating func lay(_ color: Color, where mask: InkMask, strength: Float = 1) {
        for index in pixels.indices {
            let share = mask.coverage[index] * strength
            if share > 0 {
                pixels[index] += (color - pixels[index]) * share
            }
        }
    }

    /// Adds a different normal deviate of standard deviation `amount` to every pixel, in grey or per channel.
    mutating func addNoise(_ amount: Float, colored: Bool, _ random: inout SplitMix64) {
        guard amount > 0 else {
            return
        }
        for index in pixels.indices {
            let change =
                colored
                ? Color(random.normal(), random.normal(), random.normal(), 0)
                : Color.gray(random.normal()) * Color(1, 1, 1, 0)
            pixels[index] += change * amount
        }
    }

    /// Blurs by about a Gaussian of standard deviation `deviation` pixels: twice a mean over a window each way.
    mutating func blur(_ deviation: Float) {
        guard deviation > 0.2 else {
            return
        }
        let radius = ((6 * deviation * deviation + 1).squareRoot() - 1) / 2
        for _ in 0..<2 {
            for y in 0..<height {
                smooth(from: y * width, by: 1, count: width, radius: radius)
            }
            for x in 0..<width {
                smooth(from: x, by: width, count: height, radius: radius)
            }
        }
    }

    /// The running mean of one line over `2 · radius + 1` pixels, whose outermost count in part.
    private mutating func smooth(from start: Int, by pace: Int, count: Int, radius: Float) {
        let whole = Int(radius)
        let part = radius - Float(whole)
        let line = (0..<count).map { pixels[start + $0 * pace] }
        let last = count - 1
        var sum = Color.zero
        for offset in -whole...whole {
            sum += line[min(max(offset, 0), last)]
        }
        let weight = 1 / (2 * radius + 1)
        for index in 0..<count {
            let before = line[max(index - whole - 1, 0)]
            let after = line[min(index + whole + 1, last)]
            pixels[start + index * pace] = (sum + (before + after) * part) * weight
            sum += after - line[max(index - whole, 0)]
        }
    }

    /// The picture in 8 bits a channel.
    func raster() -> RGBARaster {
        var bytes = [UInt8](repeating: 0, count: 4 * pixels.count)
        for (index, pixel) in pixels.enumerated() {
            let scaled = (pixel.clamped(lowerBound: .zero, upperBound: .one) * 255).rounded(.toNearestOrAwayFromZero)
            for channel in 0..<4 {
                bytes[4 * index + channel] = UInt8(scaled[channel])
            }
        }
        return RGBARaster(width: width, height: height, pixels: bytes)
    }
}
