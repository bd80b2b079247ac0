import Imaging

/// A photograph of a sheet of paper.
struct PhotoLook: Sendable {
    var paper: Paper
    var tool: WritingTool
    /// Share of the picture the digit fills, and how far from the middle it may lie.
    var share: Float
    var drift: Float
    /// How strongly the sheet leans away: change of scale from the middle to the edge, across and down.
    var lean: SIMD2<Float>
    /// Light across the picture: change to the edge, darkening of the corners, colour of the light.
    var slope: SIMD2<Float>
    var vignette: Float
    var cast: Color
    /// A shadow's edge: its depth, direction, place and softness (shares of the picture).
    var shadow: (depth: Float, angle: Float, place: Float, softness: Float)
    /// Standard deviation of the blur, in pixels of a 100 pixel picture.
    var blur: Float
    var noise: Float
    var isGray: Bool

    init(_ random: inout SplitMix64) {
        let light = random.uniform(0.6, 0.97)
        paper = Paper(color: .gray(light), printed: 0.2, &random)
        paper.grain *= 1.5
        tool = WritingTool(&random)
        tool.color *= Color(light, light, light, 1)
        share = random.uniform(0.4, 0.75)
        drift = random.uniform(0, 0.4)
        lean = SIMD2(random.normal(), random.normal()) * 0.06
        slope = SIMD2(random.normal(), random.normal()) * 0.09
        vignette = random.uniform(0, 0.25)
        cast = .rgb(1, random.uniform(0.92, 1), random.uniform(0.75, 1.02))
        if random.chance(0.25) {
            cast = .rgb(random.uniform(0.85, 1), random.uniform(0.93, 1), 1)
        }
        let depth = random.chance(0.35) ? random.uniform(0.08, 0.3) : 0
        shadow = (depth, random.uniform(0, 1), random.uniform(-0.4, 0.4), random.uniform(0.03, 0.4))
        blur = random.uniform(0.1, 1.1)
        noise = random.uniform(0.003, 0.03)
        isGray = random.chance(0.2)
    }

    func render(_ drawing: PenDrawing, width: Int, height: Int, _ random: inout SplitMix64) -> RGBARaster {
        let drawing = tool.fitted(drawing)
        let placement = drawing.place(inWidth: width, height: height, share: share, drift: drift, &random)
        var canvas = paper.canvas(width: width, height: height, placement, drawing, &random)
        var mask = InkMask(width: width, height: height)
        let strokes = placement.strokes(of: drawing, thinnest: 1.6)
        mask.ink(strokes.map { $0.map { leaned($0, width: width, height: height) } }, nib: drawing.nib)
        tool.write(mask, on: &canvas, &random)
        canvas.blur(min(blur * canvas.side / 100, 3.5))
        light(&canvas)
        canvas.addNoise(noise, colored: !isGray, &random)
        if isGray {
            canvas.turnGray()
        }
        return canvas.raster()
    }

    /// Perspective: a point moves away from the middle where the sheet is nearer, and lines get wider there.
    private func leaned(_ sample: PenSample, width: Int, height: Int) -> PenSample {
        let middle = SIMD2(Float(width), Float(height)) / 2
        let off = sample.position - middle
        let place = off / max(middle.x, middle.y)
        let nearness = 1 / (1 - limit(lean.x * place.x + lean.y * place.y, -0.3, 0.3))
        var leaned = sample
        leaned.position = middle + off * nearness
        leaned.radius *= nearness
        return leaned
    }

    /// Multiplies the canvas by the light that falls on it.
    private func light(_ canvas: inout Canvas) {
        let across = SIMD2(Wave.sine(shadow.angle + 0.25), Wave.sine(shadow.angle))
        let size = SIMD2(Float(canvas.width), Float(canvas.height))
        for y in 0..<canvas.height {
            for x in 0..<canvas.width {
                let place = SIMD2(Float(x), Float(y)) / size * 2 - 1
                let even = slope * place
                let far = place * place
                var amount = (1 + even.x + even.y) * (1 - vignette * (far.x + far.y) / 2)
                let beyond = place.x * across.x + place.y * across.y - shadow.place
                amount *= 1 - shadow.depth * smoothStep(-shadow.softness, shadow.softness, beyond)
                canvas.pixels[y * canvas.width + x] *= Color(amount, amount, amount, 1) * cast
            }
        }
    }
}
