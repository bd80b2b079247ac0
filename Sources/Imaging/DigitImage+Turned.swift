#if canImport(Glibc)
    import Glibc
#else
    import Musl
#endif

extension DigitImage {
    /// The image turned about its centre, clockwise as it is seen, by bilinear interpolation; what comes from outside
    /// is paper.
    public func turned(byDegrees degrees: Float) -> DigitImage {
        let side = Self.side, centre = Float(side - 1) / 2
        // In double precision, so that libraries that differ in a last bit agree on the single-precision values.
        let angle = Double(degrees) * .pi / 180, sine = Float(sin(angle)), cosine = Float(cos(angle))
        func value(_ x: Int, _ y: Int) -> Float {
            (0..<side).contains(x) && (0..<side).contains(y) ? Float(pixels[y * side + x]) : 0
        }
        var turned = DigitImage()
        for row in 0..<side {
            for column in 0..<side {
                let dx = Float(column) - centre, dy = Float(row) - centre
                let x = cosine * dx + sine * dy + centre, y = cosine * dy - sine * dx + centre
                let left = x.rounded(.down), top = y.rounded(.down)
                let right = x - left, down = y - top
                let i = Int(left), j = Int(top)
                let above = value(i, j) + right * (value(i + 1, j) - value(i, j))
                let below = value(i, j + 1) + right * (value(i + 1, j + 1) - value(i, j + 1))
                turned.pixels[row * side + column] = UInt8((above + down * (below - above)).rounded())
            }
        }
        return turned
    }
}
