/// The paper to put under a picture that is transparent in places.
///
/// Where the opaque part is one ink, the paper is its opposite: white under dark ink, black under light ink. Where it
/// is a card with ink and paper of its own (filled, with both light and dark in it), the card's own paper goes on
/// around it.
struct TransparentPaper: Equatable {
    /// 0 black ... 255 white.
    let lightness: UInt8

    /// Chooses the paper for the lightness values of `raster` seen through `alpha` (255 opaque).
    init(under raster: GrayRaster, alpha: [UInt8]) {
        var histogram = [Int](repeating: 0, count: 256)
        var opaque = 0
        var (left, right, top, bottom) = (Int.max, -1, Int.max, -1)
        for y in 0..<raster.height {
            for x in 0..<raster.width {
                let index = y * raster.width + x
                histogram[Int(raster.pixels[index])] += Int(alpha[index])
                guard alpha[index] > 127 else { continue }
                opaque += 1
                (left, right, top, bottom) = (min(left, x), max(right, x), min(top, y), max(bottom, y))
            }
        }
        let weight = histogram.reduce(0, +)
        guard weight > 0 else {
            lightness = 255
            return
        }
        let mean = Self.mean(histogram[...])
        var variance = 0.0
        for (value, count) in histogram.enumerated() {
            variance += (Double(value) - mean) * (Double(value) - mean) * Double(count)
        }
        variance /= Double(weight)
        let box = opaque == 0 ? 0 : (right - left + 1) * (bottom - top + 1)
        let isCard = variance >= 40 * 40 && box > 0 && Double(opaque) >= 0.75 * Double(box)
        guard isCard else {
            lightness = mean < 128 ? 255 : 0
            return
        }
        let split = Int(mean)
        let darkIsPaper = 2 * histogram[...split].reduce(0, +) > weight
        lightness = UInt8(Self.mean(darkIsPaper ? histogram[...split] : histogram[(split + 1)...]))
    }

    /// Lays the picture on this paper.
    func fill(_ raster: inout GrayRaster, alpha: [UInt8]) {
        let paper = UInt32(lightness)
        for index in raster.pixels.indices where alpha[index] < 255 {
            let share = UInt32(alpha[index])
            raster.pixels[index] = UInt8((UInt32(raster.pixels[index]) * share + paper * (255 - share) + 127) / 255)
        }
    }

    private static func mean(_ histogram: ArraySlice<Int>) -> Double {
        var (sum, weight) = (0, 0)
        for value in histogram.indices {
            sum += value * histogram[value]
            weight += histogram[value]
        }
        return weight == 0 ? 255 : Double(sum) / Double(weight)
    }
}
