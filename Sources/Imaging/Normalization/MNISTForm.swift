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
        let counts = PixelCounts(pixels), rows = counts.rows, columns = counts.columns
        guard counts.peak >= 250, let top = rows.firstIndex(where: { $0 > 0 }),
            let bottom = rows.lastIndex(where: { $0 > 0 }), let left = columns.firstIndex(where: { $0 > 0 }),
            let right = columns.lastIndex(where: { $0 > 0 })
        else { return nil }
        let sum = rows.reduce(0) { $0 + Int($1) }, sumX = Self.moment(columns), sumY = Self.moment(rows)
        inkBox = InkFacts.Box(x: left, y: top, width: right - left + 1, height: bottom - top + 1)
        guard (Self.box - 1...Self.box).contains(max(inkBox.width, inkBox.height)) else { return nil }
        let (x, y) = (Double(sumX) / Double(sum), Double(sumY) / Double(sum))
        // A hair beyond one half, for what rounding leaves.
        let reach = 0.53
        guard abs(x - Double(Self.center)) <= reach, abs(y - Double(Self.center)) <= reach else { return nil }
        strokeWidth = Plane(width: side, height: side, values: Self.shares(pixels)).strokeWidth
        // Averaging leaves many greys; a drawing of hard pixels passes only if its lines are not one pixel thin.
        guard (counts.visible - counts.full) * 5 >= counts.visible || strokeWidth >= 1.06 else { return nil }
        inkShare = Double(sum) / Double(255 * pixels.count)
        peak = counts.peak
    }

    /// `Σ place · sum`.
    private static func moment(_ sums: [Int16]) -> Int {
        sums.indices.reduce(0) { $0 + Int(sums[$1]) * $1 }
    }

    /// The pixels as 0 ... 1.
    private static func shares(_ pixels: [UInt8]) -> [Float] {
        [Float](unsafeUninitializedCapacity: pixels.count) { shares, count in
            for place in pixels.indices { shares[place] = Float(pixels[place]) / 255 }
            count = pixels.count
        }
    }
}

/// What is counted over 28 x 28 pixels, in forms that vectors can take.
private struct PixelCounts {
    /// The sums of the rows and of the columns: 28 times 255 fits into 16 bits.
    let rows: [Int16]
    let columns: [Int16]
    /// The brightest pixel.
    let peak: UInt8
    /// Pixels above 20, and those of 235 and more.
    let visible: Int
    let full: Int

    init(_ pixels: [UInt8]) {
        let side = DigitImage.side
        // Nothing in the inner loop branches.
        var rows = [Int16](repeating: 0, count: side), columns = rows
        var (peak, visible, full): (Int16, Int16, Int16) = (0, 0, 0)
        pixels.withUnsafeBufferPointer { pixels in
            columns.withUnsafeMutableBufferPointer { columns in
                for y in 0..<side {
                    var row: Int16 = 0
                    for x in 0..<side {
                        let value = Int16(pixels[y &* side &+ x])
                        row &+= value
                        columns[x] &+= value
                        peak = max(peak, value)
                        // The ninth bit: whether the value is at least 21, at least 235.
                        visible &+= (value &+ (256 - 21)) &>> 8
                        full &+= (value &+ (256 - 235)) &>> 8
                    }
                    rows[y] = row
                }
            }
        }
        self.rows = rows
        self.columns = columns
        self.peak = UInt8(peak)
        self.visible = Int(visible)
        self.full = Int(full)
    }
}
