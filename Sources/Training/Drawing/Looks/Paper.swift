/// A sheet of paper: its colour, what is printed on it, and its grain.
struct Paper: Sendable {
    /// What a sheet may be printed with.
    enum Print: Sendable {
        case plain, ruled, squared, box
    }

    var color: Color
    var print: Print
    /// Distance of the printed lines, as a share of the digit's height.
    var spacing: Float
    var lineColor: Color
    /// How much of the line's colour shows.
    var lineStrength: Float
    /// Turn of the lines, in radians.
    var turn: Float
    /// Changes of the paper's lightness, fine and broad.
    var grain: Float
    var clouds: Float

    init(color: Color, printed: Float, _ random: inout SplitMix64) {
        self.color = color
        print = random.chance(printed) ? [.ruled, .squared, .box][random.index(weighted: [3, 3, 2])] : .plain
        spacing = print == .squared ? random.uniform(0.25, 0.9) : random.uniform(0.8, 1.6)
        let tint = random.chance(0.6) ? Color.rgb(0.45, 0.6, 0.85) : Color.gray(0.55)
        lineColor = tint * Color(color.lightness, color.lightness, color.lightness, 1)
        lineStrength = random.uniform(0.2, 0.6)
        turn = random.uniform(-0.05, 0.05)
        grain = random.uniform(0, 0.02)
        clouds = random.uniform(0, 0.025)
    }

    /// A canvas of this paper, with its print around the digit.
    func canvas(width: Int, height: Int, _ placement: Placement, _ drawing: PenDrawing, _ random: inout SplitMix64)
        -> Canvas
    {
        var canvas = Canvas(width: width, height: height, color)
        let fine = ValueNoise(width: width, height: height, spacing: max(1.5, canvas.side / 150), &random)
        let broad = ValueNoise(width: width, height: height, spacing: max(6, canvas.side / 6), &random)
        for y in 0..<height {
            for x in 0..<width {
                let change = grain * fine.value(x, y) + clouds * broad.value(x, y)
                canvas.pixels[y * width + x] += Color(change, change, change, 0)
            }
        }
        var mask = InkMask(width: width, height: height)
        mask.ink(lines(width: width, height: height, placement, drawing, &random), nib: .round)
        canvas.lay(lineColor, where: mask, strength: lineStrength)
        return canvas
    }

    /// The printed lines, in pixels.
    private func lines(
        width: Int,
        height: Int,
        _ placement: Placement,
        _ drawing: PenDrawing,
        _ random: inout SplitMix64
    ) -> [[PenSample]] {
        let radius = max(0.4, placement.scale * 0.008)
        let gap = max(spacing * placement.scale, 3)
        let middle = placement.origin + drawing.extent * placement.scale / 2
        let reach = Float(width + height)
        var lines: [[PenSample]] = []
        func line(_ from: SIMD2<Float>, _ to: SIMD2<Float>) {
            let ends = [from, to].map { point in
                let off = point - middle
                return middle + SIMD2(off.x - turn * off.y, off.y + turn * off.x)
            }
            lines.append(ends.map { PenSample(position: $0, radius: radius, density: 1) })
        }
        func parallels(across: Bool) {
            let first = placement.origin.y + drawing.extent.y * placement.scale * random.uniform(0.95, 1.1)
            let base = across ? first : middle.x + gap * random.uniform(-0.5, 0.5)
            let count = min(Int(reach / gap), 400)
            for step in -count...count {
                let at = base + Float(step) * gap
                across
                    ? line(SIMD2(-reach, at), SIMD2(reach, at))
                    : line(SIMD2(at, -reach), SIMD2(at, reach))
            }
        }
        switch print {
        case .plain: break
        case .ruled: parallels(across: true)
        case .squared:
            parallels(across: true)
            parallels(across: false)
        case .box where drawing.strokes.isEmpty: break
        case .box:
            let free = drawing.penWidth / 2 + random.uniform(0.1, 0.35)
            let half = (drawing.extent / 2 + free) * placement.scale
            let corners = [SIMD2(-1, -1), SIMD2(1, -1), SIMD2(1, 1), SIMD2(-1, 1), SIMD2(-1, -1)]
                .map { middle + SIMD2<Float>($0) * half }
            for side in 0..<4 {
                line(corners[side], corners[side + 1])
            }
        }
        return lines
    }
}
