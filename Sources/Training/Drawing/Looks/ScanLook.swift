import Imaging

/// A scanned sheet of paper.
struct ScanLook: Sendable {
    var paper: Paper
    var tool: WritingTool
    /// Share of the picture the digit fills, and how far from the middle it may lie.
    var share: Float
    var drift: Float
    /// Standard deviation of the blur, in pixels of a 100 pixel picture.
    var blur: Float
    var noise: Float
    /// Specks of dust in the picture.
    var dust: Int
    var hasNeighbor: Bool
    /// Grey and two-level scans.
    var isGray: Bool
    var isBilevel: Bool

    init(_ random: inout SplitMix64) {
        let light = random.uniform(0.86, 1)
        let yellow = random.chance(0.4) ? random.uniform(0, 0.1) : 0
        paper = Paper(color: .rgb(light, light - yellow * 0.3, light - yellow), printed: 0.35, &random)
        tool = WritingTool(&random)
        share = random.uniform(0.5, 0.85)
        drift = random.uniform(0, 0.5)
        blur = random.uniform(0, 0.8)
        noise = random.uniform(0, 0.02)
        dust = random.chance(0.4) ? random.integer(1...8) : 0
        hasNeighbor = random.chance(0.12)
        isGray = random.chance(0.35)
        isBilevel = random.chance(0.1)
    }

    func render(_ drawing: PenDrawing, width: Int, height: Int, _ random: inout SplitMix64) -> RGBARaster {
        let drawing = tool.fitted(drawing)
        let hasNeighbor = hasNeighbor && !drawing.strokes.isEmpty
        let share = hasNeighbor ? min(share, 0.62) : share
        let placement = drawing.place(
            inWidth: width,
            height: height,
            share: share,
            drift: hasNeighbor ? 0 : drift,
            &random
        )
        var canvas = paper.canvas(width: width, height: height, placement, drawing, &random)
        var mask = InkMask(width: width, height: height)
        mask.ink(placement.strokes(of: drawing, thinnest: 1.4), nib: drawing.nib)
        if hasNeighbor {
            inkNeighbor(&mask, placement, drawing, &random)
        }
        tool.write(mask, on: &canvas, &random)
        addDust(&canvas, placement.scale, &random)
        canvas.blur(min(blur * canvas.side / 100, 2.5))
        canvas.addNoise(noise, colored: false, &random)
        if isGray || isBilevel {
            canvas.turnGray()
        }
        if isBilevel {
            let level = (paper.color.lightness + tool.color.lightness) / 2
            for index in canvas.pixels.indices {
                canvas.pixels[index] = .gray(canvas.pixels[index].x > level + 0.1 ? 1 : 0)
            }
        }
        return canvas.raster()
    }

    /// A bit of the next character, cut off by the picture's edge and clear of the digit.
    private func inkNeighbor(
        _ mask: inout InkMask,
        _ placement: Placement,
        _ drawing: PenDrawing,
        _ random: inout SplitMix64
    ) {
        let isLeft = random.chance(0.5)
        let edge = isLeft ? 0 : Float(mask.width)
        let inkEdge = placement.origin.x + (isLeft ? 0 : drawing.extent.x * placement.scale)
        let room = abs(edge - inkEdge) - drawing.penWidth * placement.scale
        let depth = room * random.uniform(0.1, 0.35)
        guard depth > 1 else {
            return
        }
        let inward: Float = isLeft ? 1 : -1
        let top = placement.origin.y + placement.scale * random.uniform(0, 0.4)
        let tall = placement.scale * random.uniform(0.2, 0.6)
        let radius = drawing.penWidth * placement.scale / 2
        let stroke = (0...12).map { step -> PenSample in
            let t = Float(step) / 12
            let x = edge + inward * (depth * 4 * t * (1 - t) - radius)
            return PenSample(position: SIMD2(x, top + tall * t), radius: max(radius, 0.7), density: 1)
        }
        mask.ink([stroke], nib: .round)
    }

    private func addDust(_ canvas: inout Canvas, _ scale: Float, _ random: inout SplitMix64) {
        guard dust > 0 else {
            return
        }
        var mask = InkMask(width: canvas.width, height: canvas.height)
        for _ in 0..<dust {
            let at = SIMD2(random.unit() * Float(canvas.width), random.unit() * Float(canvas.height))
            let radius = scale * random.uniform(0.002, 0.01)
            let to = at + SIMD2(random.normal(), random.normal()) * radius
            mask.ink([[at, to].map { PenSample(position: $0, radius: radius, density: 0.8) }], nib: .round)
        }
        canvas.lay(.gray(random.uniform(0.2, 0.6)), where: mask)
    }
}

extension Canvas {
    /// Takes the colour out.
    mutating func turnGray() {
        for index in pixels.indices {
            let pixel = pixels[index]
            let lightness = pixel.lightness
            pixels[index] = Color(lightness, lightness, lightness, pixel.w)
        }
    }
}
