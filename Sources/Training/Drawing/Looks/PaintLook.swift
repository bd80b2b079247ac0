import Imaging

/// A drawing made with a mouse or a finger in a paint program.
struct PaintLook: Sendable {
    /// The colour behind the ink.
    var background: Color
    var ink: Color
    /// Whether the background is left out: the picture is transparent there.
    var isTransparent = false
    /// Whether edges are soft; hard ones are whole pixels.
    var isSoft: Bool
    var isSquareBrush: Bool
    /// Distance of the mouse's positions, as a share of the digit's height.
    var mouseStep: Float
    /// Share of the picture the digit fills, and how far from the middle it may lie.
    var share: Float
    var drift: Float
    /// The brush, as a share of the digit's height; without one, the drawing's own pen.
    var brush: Float?

    init(_ random: inout SplitMix64) {
        (background, ink) = PaintLook.colors(&random)
        isTransparent = random.chance(0.08)
        isSoft = random.chance(0.5)
        isSquareBrush = random.chance(0.3)
        mouseStep = random.chance(0.5) ? random.uniform(0.03, 0.1) : 0
        share = random.uniform(0.4, 0.95)
        drift = random.chance(0.15) ? 1 : random.uniform(0, 0.6)
        brush = random.chance(0.25) ? 0 : (random.chance(0.3) ? random.logUniform(0.02, 0.2) : nil)
    }

    func render(_ drawing: PenDrawing, width: Int, height: Int, _ random: inout SplitMix64) -> RGBARaster {
        var drawing = drawing
        if let brush {
            let factor = min(brush / max(drawing.penWidth, 1e-6), 1)
            drawing.scalePen(by: factor)
        }
        let placement = drawing.place(inWidth: width, height: height, share: share, drift: drift, &random)
        var mask = InkMask(width: width, height: height)
        var strokes = placement.strokes(of: drawing, thinnest: 1.3)
        if mouseStep > 0 {
            let nth = max(1, Int(mouseStep * placement.scale / PaintLook.spacing(of: strokes)))
            strokes = strokes.map { PaintLook.sampled($0, every: nth) }
        }
        if isSoft {
            mask.ink(PaintLook.evenWidth(strokes, drawing.penWidth * placement.scale), nib: .round)
        } else {
            let diameter = Int((drawing.penWidth * placement.scale).rounded())
            mask.brush(strokes, diameter: diameter, isSquare: isSquareBrush)
        }
        var canvas = Canvas(width: width, height: height, background)
        if isTransparent {
            for index in canvas.pixels.indices {
                canvas.pixels[index] = Color(ink.x, ink.y, ink.z, mask.coverage[index])
            }
        } else {
            canvas.lay(ink, where: mask)
        }
        return canvas.raster()
    }

    private static func spacing(of strokes: [[PenSample]]) -> Float {
        for stroke in strokes where stroke.count > 1 {
            return max(length(stroke[1].position - stroke[0].position), 0.1)
        }
        return 1
    }

    /// What is left of a stroke when the mouse reports only some positions, in whole pixels.
    private static func sampled(_ stroke: [PenSample], every nth: Int) -> [PenSample] {
        var kept: [PenSample] = []
        for index in stroke.indices where index % nth == 0 || index == stroke.count - 1 {
            var sample = stroke[index]
            sample.position.round(.down)
            sample.position += 0.5
            kept.append(sample)
        }
        return kept
    }

    private static func evenWidth(_ strokes: [[PenSample]], _ width: Float) -> [[PenSample]] {
        strokes.map { stroke in
            stroke.map { PenSample(position: $0.position, radius: max(width / 2, 0.6), density: 1) }
        }
    }

    /// Background and ink, far enough apart to be seen.
    private static func colors(_ random: inout SplitMix64) -> (background: Color, ink: Color) {
        switch random.index(weighted: [45, 25, 12, 8, 10]) {
        case 0: return (.gray(1), .gray(0))
        case 1: return (.gray(0), .gray(1))
        case 2: return (.gray(1), random.color(lightness: 0.1, 0.6))
        case 3: return (.gray(random.uniform(0.85, 1)), .gray(random.uniform(0.3, 0.65)))
        default: break
        }
        let background = random.color(lightness: 0.05, 0.95)
        let isLight = background.lightness > 0.5
        return (background, isLight ? random.color(lightness: 0, 0.2) : random.color(lightness: 0.85, 1))
    }
}

extension SplitMix64 {
    /// A colour whose lightness lies in the range.
    mutating func color(lightness low: Float, _ high: Float) -> Color {
        let wanted = uniform(low, high)
        var color = Color(unit(), unit(), unit(), 1)
        let lightness = max(color.lightness, 1e-3)
        if lightness > wanted {
            color *= wanted / lightness
        } else {
            color += (Color.gray(1) - color) * ((wanted - lightness) / max(1 - lightness, 1e-3))
        }
        color.w = 1
        return color
    }
}

extension PenDrawing {
    /// Makes the pen wider or narrower by a factor.
    mutating func scalePen(by factor: Float) {
        penWidth *= factor
        for stroke in strokes.indices {
            for index in strokes[stroke].indices {
                strokes[stroke][index].radius *= factor
            }
        }
    }
}
