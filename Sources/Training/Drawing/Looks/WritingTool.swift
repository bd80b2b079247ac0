/// What the digit is written with on paper.
struct WritingTool: Sendable {
    /// Kinds of ink differ in how they cover the paper.
    enum Kind: Sendable {
        case pencil, ballpoint, felt
    }

    var kind: Kind
    var color: Color
    /// Limits of the line's width, as shares of the digit's height.
    var width: ClosedRange<Float>

    init(_ random: inout SplitMix64) {
        kind = [.pencil, .ballpoint, .felt][random.index(weighted: [3, 4, 3])]
        switch kind {
        case .pencil:
            color = .gray(random.uniform(0.2, 0.42))
            width = 0.025...0.07
        case .ballpoint:
            color = WritingTool.inkColor(&random)
            width = 0.018...0.06
        case .felt:
            color = WritingTool.inkColor(&random)
            width = 0.05...0.16
        }
    }

    /// Black, blue, and now and then red or green.
    private static func inkColor(_ random: inout SplitMix64) -> Color {
        let deep = random.uniform(0, 0.15)
        switch random.index(weighted: [5, 5, 1, 0.7]) {
        case 0: return .gray(deep)
        case 1: return .rgb(deep, deep + random.uniform(0, 0.15), random.uniform(0.35, 0.75))
        case 2: return .rgb(random.uniform(0.55, 0.8), deep, deep)
        default: return .rgb(deep, random.uniform(0.3, 0.5), deep + 0.05)
        }
    }

    /// The drawing with this tool's width of line.
    func fitted(_ drawing: PenDrawing) -> PenDrawing {
        var fitted = drawing
        fitted.scalePen(by: limit(drawing.penWidth, width.lowerBound, width.upperBound) / max(drawing.penWidth, 1e-6))
        return fitted
    }

    /// Lays the ink of a mask on a canvas the way this tool does.
    func write(_ mask: InkMask, on canvas: inout Canvas, _ random: inout SplitMix64) {
        let size = max(1.2, canvas.side / 110)
        let grain = ValueNoise(width: canvas.width, height: canvas.height, spacing: size, &random)
        let isPencil = kind == .pencil
        let roughness: Float = isPencil ? 0.45 : (kind == .ballpoint ? 0.15 : 0.04)
        let strength: Float = isPencil ? 0.85 : 0.95
        for y in 0..<canvas.height {
            for x in 0..<canvas.width {
                let index = y * canvas.width + x
                let ink = mask.coverage[index]
                guard ink > 0 else {
                    continue
                }
                let bare = roughness * max(0, grain.value(x, y) + 0.1)
                let share = limit(ink * strength * (1 - bare), 0, 1)
                let paper = canvas.pixels[index]
                canvas.pixels[index] = paper + (paper * color - paper) * share * 0.5 + (color - paper) * share * 0.5
            }
        }
    }
}
