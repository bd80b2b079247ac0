import Imaging

extension PenDrawing {
    /// The drawing alone, black on white, antialiased, in the middle of a square: the quick way to training data.
    ///
    /// - Parameters:
    ///   - side: Columns and rows.
    ///   - margin: Free space at each side, as a share of the picture: 0 ..< 0.5.
    public func grayRaster(side: Int, margin: Float = 0.1) -> GrayRaster {
        precondition(side > 0, "a picture of \(side) pixels a side")
        let border = Float(side) * limit(margin, 0, 0.45)
        let placement = Placement(self, low: SIMD2(border, border), high: SIMD2(repeating: Float(side) - border))
        var mask = InkMask(width: side, height: side)
        mask.ink(placement.strokes(of: self, thinnest: 1), nib: nib)
        let pixels = mask.coverage.map { UInt8(255.5 - $0 * 255) }
        return GrayRaster(width: side, height: side, pixels: pixels)
    }
}
