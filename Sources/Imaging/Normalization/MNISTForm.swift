/// The form of MNIST's images, and the test whether a picture has it already.
///
/// In all of MNIST the longer side of the ink's box is 20 pixels (19 in 16 of 70,000 images), the centre of mass lies
/// within half a pixel of column and row 14, the brightest pixel is 254 or 255, and strokes are wider than one pixel.
enum MNISTForm {
    static let box = 20
    static let center = 14

    /// Whether `pixels` (784, ink bright on 0) need no normalisation.
    static func matches(_ pixels: [UInt8]) -> Bool {
        let side = DigitImage.side
        var (left, right, top, bottom) = (side, -1, side, -1)
        var (sum, sumX, sumY) = (0, 0, 0)
        var (faint, soft, peak) = (0, 0, 0)
        for y in 0..<side {
            for x in 0..<side {
                let value = Int(pixels[y * side + x])
                if value == 0 { continue }
                (left, right, top, bottom) = (min(left, x), max(right, x), min(top, y), max(bottom, y))
                sum += value
                sumX += value * x
                sumY += value * y
                peak = max(peak, value)
                if value > 20 { faint += 1 }
                if value > 20 && value < 235 { soft += 1 }
            }
        }
        guard peak >= 250, (box - 1...box).contains(max(right - left, bottom - top) + 1) else { return false }
        let (x, y) = (Double(sumX) / Double(sum), Double(sumY) / Double(sum))
        // A hair beyond one half, for what rounding leaves.
        let reach = 0.53
        guard abs(x - Double(center)) <= reach, abs(y - Double(center)) <= reach else { return false }
        // Averaging leaves many greys; a drawing of hard pixels passes only if its lines are not one pixel thin.
        if soft * 5 >= faint { return true }
        return Plane(width: side, height: side, values: pixels.map { Float($0) / 255 }).strokeWidth >= 1.06
    }
}
