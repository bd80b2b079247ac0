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
        // Sums in types that 28 pixels of 255 just fit, one a row and one a column, so that vectors can take them.
        var rows = [UInt16](repeating: 0, count: side), columns = rows
        var peak: UInt8 = 0
        var (visible, dark): (UInt16, UInt16) = (0, 0)
        pixels.withUnsafeBufferPointer { pixels in
            for value in pixels {
                peak = max(peak, value)
                visible &+= value > 20 ? 1 : 0
                dark &+= value >= 235 ? 1 : 0
            }
            rows.withUnsafeMutableBufferPointer { rows in
                columns.withUnsafeMutableBufferPointer { columns in
                    for y in 0..<side {
                        for x in 0..<side {
                            let value = UInt16(pixels[y &* side &+ x])
                            rows[y] &+= value
                            columns[x] &+= value
                        }
                    }
                }
            }
        }
        guard peak >= 250, let top = rows.firstIndex(where: { $0 > 0 }),
            let bottom = rows.lastIndex(where: { $0 > 0 }), let left = columns.firstIndex(where: { $0 > 0 }),
            let right = columns.lastIndex(where: { $0 > 0 })
        else { return nil }
        func moment(_ sums: [UInt16]) -> Int {
            sums.indices.reduce(0) { $0 + Int(sums[$1]) * $1 }
        }
        let sum = rows.reduce(0) { $0 + Int($1) }, sumX = moment(columns), sumY = moment(rows)
        inkBox = InkFacts.Box(x: left, y: top, width: right - left + 1, height: bottom - top + 1)
        guard (Self.box - 1...Self.box).contains(max(inkBox.width, inkBox.height)) else { return nil }
        let (x, y) = (Double(sumX) / Double(sum), Double(sumY) / Double(sum))
        // A hair beyond one half, for what rounding leaves.
        let reach = 0.53
        guard abs(x - Double(Self.center)) <= reach, abs(y - Double(Self.center)) <= reach else { return nil }
        strokeWidth = Plane(width: side, height: side, values: Self.shares(pixels)).strokeWidth
        // Averaging leaves many greys; a drawing of hard pixels passes only if its lines are not one pixel thin.
        guard (visible - dark) * 5 >= visible || strokeWidth >= 1.06 else { return nil }
        inkShare = Double(sum) / Double(255 * pixels.count)
        self.peak = peak
    }

    /// The pixels as 0 ... 1.
    private static func shares(_ pixels: [UInt8]) -> [Float] {
        [Float](unsafeUninitializedCapacity: pixels.count) { shares, count in
            for place in pixels.indices { shares[place] = Float(pixels[place]) / 255 }
            count = pixels.count
        }
    }
}
