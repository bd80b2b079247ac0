import Imaging

/// Ink on even paper.
struct CleanLook: Sendable {
    /// Lightness of the paper and of full ink.
    var paper: Float = 1
    var ink: Float = 0
    /// Share of the picture the digit fills.
    var share: Float = 20.0 / 28

    init(_ random: inout SplitMix64) {
        if random.chance(0.5) {
            (paper, ink) = (0, 1)
        }
        if random.chance(0.5) {
            share = random.uniform(0.55, 0.9)
        }
    }

    func render(_ drawing: PenDrawing, width: Int, height: Int) -> RGBARaster {
        let free = SIMD2(Float(width), Float(height)) * (1 - share) / 2
        let placement = Placement(drawing, low: free, high: SIMD2(Float(width), Float(height)) - free)
        var mask = InkMask(width: width, height: height)
        mask.ink(placement.strokes(of: drawing, thinnest: 1.2), nib: drawing.nib)
        var canvas = Canvas(width: width, height: height, .gray(paper))
        canvas.lay(.gray(ink), where: mask)
        return canvas.raster()
    }
}
