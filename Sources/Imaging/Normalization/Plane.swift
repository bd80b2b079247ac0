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
        var sums = [Int32](repeating: 0, count: width * height)
        raster.pixels.withUnsafeBufferPointer { pixels in
            sums.withUnsafeMutableBufferPointer { sums in
                for y in 0..<raster.height {
                    let row = y &* raster.width
                    let target = (y / factor) &* width
                    for column in 0..<width {
                        var sum: Int32 = 0
                        for x in column &* factor..<min((column &+ 1) &* factor, raster.width) {
                            sum &+= Int32(pixels[row &+ x])
                        }
                        sums[target &+ column] &+= sum
                    }
                }
            }
        }
        self.init(width: width, height: height)
        for y in 0..<height {
            let rows = min(factor, raster.height - y * factor)
            for x in 0..<width {
                let count = rows * min(factor, raster.width - x * factor)
                values[y * width + x] = Float(sums[y * width + x]) / Float(count)
            }
        }
    }

    subscript(x: Int, y: Int) -> Float {
        get { values[y * width + x] }
        set { values[y * width + x] = newValue }
    }
}
