/// How often each lightness occurs.
struct ShadeHistogram {
    /// Shades so near count as the same.
    static let reach = 4
    var counts = [Int](repeating: 0, count: 256)
    var total: Int

    init(_ pixels: [UInt8]) {
        total = pixels.count
        // Neighbours are alike: four counts in turn, so that an addition need not wait for the one before it. Eight
        // pixels come with one load.
        var parts = [UInt32](repeating: 0, count: 4 * 256)
        pixels.withUnsafeBytes { pixels in
            parts.withUnsafeMutableBufferPointer { parts in
                let whole = pixels.count & ~7
                for start in stride(from: 0, to: whole, by: 8) {
                    var word = pixels.loadUnaligned(fromByteOffset: start, as: UInt64.self)
                    for index in 0..<8 {
                        parts[(index & 3) &* 256 &+ Int(truncatingIfNeeded: word & 255)] &+= 1
                        word &>>= 8
                    }
                }
                for index in whole..<pixels.count { parts[Int(pixels[index])] &+= 1 }
            }
        }
        for shade in 0..<256 { for part in 0..<4 { counts[shade] += Int(parts[part * 256 + shade]) } }
    }

    private func window(_ shade: Int) -> ClosedRange<Int> {
        max(0, shade - Self.reach)...min(255, shade + Self.reach)
    }

    func count(in range: ClosedRange<Int>) -> Int {
        range.reduce(0) { $0 + counts[$1] }
    }

    /// The shortest range of shades that holds `share` of all pixels.
    func narrowest(holding share: Double) -> ClosedRange<Int> {
        let wanted = Int((share * Double(total)).rounded(.up))
        var best = 0...255
        var (first, held) = (0, 0)
        for last in 0...255 {
            held += counts[last]
            while first < last, held - counts[first] >= wanted {
                held -= counts[first]
                first += 1
            }
            if held >= wanted, last - first < best.count - 1 { best = first...last }
        }
        return best
    }

    /// The share of all pixels within ``reach`` of `shade`.
    func share(around shade: Int) -> Double {
        Double(count(in: window(shade))) / Double(max(1, total))
    }

    func mean(in range: ClosedRange<Int>) -> Float {
        let sum = range.reduce(0) { $0 + $1 * counts[$1] }
        return Float(sum) / Float(max(1, count(in: range)))
    }

    /// The mean of the commonest shade of `range` and its neighbours, where they make up `least` of the range.
    func evenLevel(in range: ClosedRange<Int>, least: Double = 0.5) -> Float? {
        guard let peak = range.max(by: { counts[$0] < counts[$1] }) else { return nil }
        let near = window(peak).clamped(to: range)
        return Double(count(in: near)) >= least * Double(count(in: range)) ? mean(in: near) : nil
    }

    /// The root mean square of what is within `reach` of `level` and in `range`, less `level`.
    func deviation(from level: Float, within reach: Int = 12, of range: ClosedRange<Int> = 0...255) -> Float {
        var (sum, count) = (Float(0), 0)
        for value in (max(0, Int(level) - reach)...min(255, Int(level) + reach)).clamped(to: range) {
            let offset = Float(value) - level
            sum += offset * offset * Float(counts[value])
            count += counts[value]
        }
        return count == 0 ? 0 : (sum / Float(count)).squareRoot()
    }

    /// `Σ (v - level)³`: its sign is the side with the heavier tail.
    func thirdMoment(about level: Float) -> Double {
        var sum = 0.0
        for value in 0...255 {
            let offset = Double(value) - Double(level)
            sum += offset * offset * offset * Double(counts[value])
        }
        return sum
    }

    /// Otsu's threshold within `range`: where the variance between the classes is largest; the upper class starts
    /// there. With it the share of the variance that lies between the classes. Nil where nothing is in range.
    func otsu(in range: Range<Int>) -> (split: Int, separation: Double)? {
        var (total, sum, squares) = (0.0, 0.0, 0.0)
        for value in range {
            let count = Double(counts[value])
            total += count
            sum += Double(value) * count
            squares += Double(value * value) * count
        }
        guard total > 0 else { return nil }
        var (below, belowSum) = (0.0, 0.0)
        var best = (split: range.lowerBound, variance: 0.0)
        for value in range {
            below += Double(counts[value])
            belowSum += Double(value * counts[value])
            guard below > 0, below < total else { continue }
            let difference = belowSum / below - (sum - belowSum) / (total - below)
            let variance = below * (total - below) * difference * difference
            if variance > best.variance { best = (value + 1, variance) }
        }
        let all = total * squares - sum * sum
        return (best.split, all > 0 ? best.variance / all : 0)
    }
}
