/// The form of MNIST's images, and the test whether a picture has it already.
///
/// In all of MNIST the longer side of the ink's box is 20 pixels (19 in 16 of 70,000 images), the centre of mass lies
/// within half a pixel of column and row 14, the brightest pixel is 254 or 255, and strokes are wider than one pixel.
struct MNISTForm {
    static let box = 20
    static let center = 14

    /// The box of the ink.
    let inkBox: InkFacts.Box
    /// The mean of the pixels, 0 ... 1.
    let inkShare: Double
    /// The brightest pixel.
    let peak: UInt8
    /// As ``Plane/strokeWidth``.
    let strokeWidth: Double

    /// Measures `pixels` (784, ink bright on 0); nil where they need normalisation.
    init?(_ pixels: [UInt8]) {
        let side = DigitImage.side
        precondition(pixels.count == side * side, "\(pixels.count) pixels")
        var (top, bottom) = (side, -1)
        var (sum, sumX, sumY) = (0, 0, 0)
        var (faint, soft) = (0, 0)
        // The brightest pixel of each column.
        var columns = [UInt8](repeating: 0, count: side)
        pixels.withUnsafeBufferPointer { pixels in
            columns.withUnsafeMutableBufferPointer { columns in
                for y in 0..<side {
                    var (rowSum, rowSumX) = (0, 0)
                    for x in 0..<side {
                        let value = pixels[y &* side &+ x]
                        columns[x] = max(columns[x], value)
                        rowSum &+= Int(value)
                        rowSumX &+= Int(value) &* x
                        faint &+= value > 20 ? 1 : 0
                        soft &+= value > 20 && value < 235 ? 1 : 0
                    }
                    guard rowSum > 0 else { continue }
                    (top, bottom) = (min(top, y), y)
                    (sum, sumX, sumY) = (sum + rowSum, sumX + rowSumX, sumY + rowSum * y)
                }
            }
        }
        let peak = columns.max() ?? 0
        guard peak >= 250, let left = columns.firstIndex(where: { $0 > 0 }),
            let right = columns.lastIndex(where: { $0 > 0 })
        else { return nil }
        inkBox = InkFacts.Box(x: left, y: top, width: right - left + 1, height: bottom - top + 1)
        guard (Self.box - 1...Self.box).contains(max(inkBox.width, inkBox.height)) else { return nil }
        let (x, y) = (Double(sumX) / Double(sum), Double(sumY) / Double(sum))
        // A hair beyond one half, for what rounding leaves.
        let reach = 0.53
        guard abs(x - Double(Self.center)) <= reach, abs(y - Double(Self.center)) <= reach else { return nil }
        strokeWidth = Plane(width: side, height: side, values: pixels.map { Float($0) / 255 }).strokeWidth
        // Averaging leaves many greys; a drawing of hard pixels passes only if its lines are not one pixel thin.
        guard soft * 5 >= faint || strokeWidth >= 1.06 else { return nil }
        inkShare = Double(sum) / Double(255 * pixels.count)
        self.peak = peak
    }
}
