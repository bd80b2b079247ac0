/// A small picture of numbers, row by row; what they mean is the holder's affair.
struct Plane {
    let width: Int
    let height: Int
    var values: [Float]

    init(width: Int, height: Int, values: [Float]) {
        precondition(values.count == width * height, "\(values.count) values for \(width) x \(height)")
        self.width = width
        self.height = height
        self.values = values
    }

    init(width: Int, height: Int, filledWith value: Float = 0) {
        self.init(width: width, height: height, values: [Float](repeating: value, count: width * height))
    }

    /// Block means of `raster`, at most `side` cells along the longer side.
    init(averaging raster: GrayRaster, toSide side: Int) {
        let factor = (max(raster.width, raster.height) + side - 1) / side
        let width = (raster.width + factor - 1) / factor
        let height = (raster.height + factor - 1) / factor
        self.init(width: width, height: height)
        // The rows of a band are added up first, which the compiler turns into vectors.
        var sums = [UInt32](repeating: 0, count: raster.width)
        raster.pixels.withUnsafeBufferPointer { pixels in
            sums.withUnsafeMutableBufferPointer { sums in
                for band in 0..<height {
                    sums.update(repeating: 0)
                    let rows = band * factor..<min((band + 1) * factor, raster.height)
                    for y in rows {
                        let row = y &* raster.width
                        for x in 0..<sums.count { sums[x] &+= UInt32(pixels[row &+ x]) }
                    }
                    for column in 0..<width {
                        let pixels = column &* factor..<min((column &+ 1) &* factor, raster.width)
                        var sum: UInt32 = 0
                        for x in pixels { sum &+= sums[x] }
                        values[band &* width &+ column] = Float(sum) / Float(rows.count &* pixels.count)
                    }
                }
            }
        }
    }

    subscript(x: Int, y: Int) -> Float {
        get { values[y * width + x] }
        set { values[y * width + x] = newValue }
    }
}
