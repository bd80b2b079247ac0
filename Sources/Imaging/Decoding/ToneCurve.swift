#if canImport(Glibc)
    import Glibc
#else
    import Darwin
#endif

/// Turns stored samples into 8-bit sRGB-encoded ones.
///
/// With the exponent g of gAMA, a stored value v stands for the light `v^(1/g)`, which an sRGB screen wants as
/// `v^(1/(2.2 g))`. Files without gAMA, with sRGB, or with g near 1/2.2 are shown as they are.
struct ToneCurve {
    /// The 8-bit value of every stored value; empty where 16 bits are only to be brought to 8.
    let table: [UInt8]

    /// The curve of 8-bit (or expanded smaller) samples; nil where they are right as they are.
    init?(gamma: Double?, bytesPerSample: Int) {
        let exponent = Self.exponent(of: gamma)
        if bytesPerSample == 1 && exponent == 1 { return nil }
        let top = exponent == 1 ? -1 : bytesPerSample == 1 ? 255 : 65535
        table = (0..<top + 1).map { value in UInt8(pow(Double(value) / Double(top), exponent) * 255 + 0.5) }
    }

    /// `1/(2.2 g)`, kept between 1/5 and 5; 1 within 5 % of it.
    static func exponent(of gamma: Double?) -> Double {
        guard let gamma, gamma > 0 else { return 1 }
        let exponent = 1 / (2.2 * gamma)
        return abs(exponent - 1) < 0.05 ? 1 : min(5, max(0.2, exponent))
    }

    /// `value · 255 / 65535`, to the nearest (PNG specification, section 13.12).
    @inline(__always)
    private static func rounded(_ value: UInt16) -> UInt8 {
        UInt8(truncatingIfNeeded: (UInt32(value) &* 255 &+ 32895) >> 16)
    }

    /// Writes the 8-bit values of `count` samples over their own beginning; alpha is only brought to 8 bits.
    func apply(to samples: UnsafeMutableRawPointer, count: Int, layout: PNGRowLayout) {
        let target = samples.assumingMemoryBound(to: UInt8.self)
        let colors = table.isEmpty ? 0 : layout.channels - (layout.channels % 2 == 0 ? 1 : 0)
        table.withUnsafeBufferPointer { table in
            for pixel in 0..<count / layout.channels {
                for channel in 0..<layout.channels {
                    let index = pixel &* layout.channels &+ channel
                    if layout.bytesPerSample == 2 {
                        let value = samples.load(fromByteOffset: index &* 2, as: UInt16.self)
                        target[index] = channel < colors ? table[Int(value)] : Self.rounded(value)
                    } else if channel < colors {
                        target[index] = table[Int(target[index])]
                    }
                }
            }
        }
    }
}
