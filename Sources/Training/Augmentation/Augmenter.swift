import NeuralNetwork

#if canImport(Glibc)
    import Glibc
#else
    import Musl
#endif

/// Deforms 28 × 28 pictures as an ``Augmentation`` says. It keeps working memory and belongs to one task.
public struct Augmenter {
    /// What it may do.
    public var augmentation: Augmentation

    private static let side = 28
    /// The picture with a border of zeros, so that samples outside need no test.
    private static let border = 16
    private static let padded = side + 2 * border

    private var source = [Float](repeating: 0, count: padded * padded)
    private var horizontal = DisplacementField()
    private var vertical = DisplacementField()
    private var thickened = [Float](repeating: 0, count: side * side)

    /// A deformer with memory of its own.
    public init(_ augmentation: Augmentation) {
        self.augmentation = augmentation
    }

    /// Writes a deformed copy of `image` (784 bytes starting at `offset`) as floats, 0 paper to 1 ink.
    public mutating func apply(
        to image: [UInt8],
        at offset: Int,
        using generator: inout Xoshiro256,
        into pixels: inout MutableSpan<Float>
    ) {
        let side = Self.side
        guard generator.nextUnitFloat() >= augmentation.untouched else {
            for place in 0..<side * side { pixels[place] = Float(image[offset + place]) * (1 / 255) }
            return
        }
        load(image, offset, thickening: signed(augmentation.thickness, &generator))
        let affine = AffineMap(augmentation, using: &generator)
        let bends = augmentation.elastic > 0
        if bends {
            horizontal.draw(deviation: augmentation.elastic, using: &generator)
            vertical.draw(deviation: augmentation.elastic, using: &generator)
        }
        let strength = 1 - augmentation.fade * generator.nextUnitFloat()
        for y in 0..<side {
            for x in 0..<side {
                let place = y * side + x
                var (u, v) = affine.source(x: Float(x), y: Float(y))
                if bends {
                    u += horizontal.values[place]
                    v += vertical.values[place]
                }
                pixels[place] = sample(u, v) * strength
            }
        }
    }

    private func signed(_ range: Float, _ generator: inout Xoshiro256) -> Float {
        range > 0 ? generator.nextFloat(-range, range) : 0
    }

    /// The picture as floats within its border, strokes thickened (amount > 0) or thinned (amount < 0).
    private mutating func load(_ image: [UInt8], _ offset: Int, thickening amount: Float) {
        let side = Self.side
        for y in 0..<side {
            for x in 0..<side {
                let value = Float(image[offset + y * side + x]) * (1 / 255)
                source[(y + Self.border) * Self.padded + x + Self.border] = value
            }
        }
        guard amount != 0 else { return }
        // The extreme over the pixel and its four neighbours, blended in by the amount.
        for y in 0..<side {
            for x in 0..<side {
                let place = (y + Self.border) * Self.padded + x + Self.border
                let (a, b) = (source[place - 1], source[place + 1])
                let (c, d) = (source[place - Self.padded], source[place + Self.padded])
                let centre = source[place]
                let extreme = amount > 0 ? max(centre, a, b, c, d) : min(centre, a, b, c, d)
                thickened[y * side + x] = centre + abs(amount) * (extreme - centre)
            }
        }
        for y in 0..<side {
            for x in 0..<side {
                source[(y + Self.border) * Self.padded + x + Self.border] = thickened[y * side + x]
            }
        }
    }

    /// The picture at (x, y) by bilinear interpolation.
    private func sample(_ x: Float, _ y: Float) -> Float {
        let limit = Float(Self.padded - 2)
        let u = min(max(x + Float(Self.border), 0), limit), v = min(max(y + Float(Self.border), 0), limit)
        let column = Int(u), row = Int(v)
        let right = u - Float(column), down = v - Float(row)
        let place = row * Self.padded + column
        let top = source[place] + right * (source[place + 1] - source[place])
        let below = place + Self.padded
        let bottom = source[below] + right * (source[below + 1] - source[below])
        return top + down * (bottom - top)
    }
}

/// The affine part of a deformation, from a place in the new picture to its source in the old one.
struct AffineMap {
    private let a, b, c, d, shiftX, shiftY: Float
    private static let centre: Float = 13.5

    init(_ augmentation: Augmentation, using generator: inout Xoshiro256) {
        func signed(_ range: Float) -> Float { range > 0 ? generator.nextFloat(-range, range) : 0 }
        let angle = signed(augmentation.rotation) * .pi / 180
        let size = 1 + signed(augmentation.scale)
        let aspect = 1 + signed(augmentation.scale / 2)
        let shear = signed(augmentation.shear)
        // Inverse of scale, then shear, then turn.
        let x = 1 / (size * aspect), y = aspect / size
        let (sine, cosine) = (sin(angle), cos(angle))
        a = x * (cosine + shear * sine)
        b = x * (sine - shear * cosine)
        c = -y * sine
        d = y * cosine
        shiftX = signed(augmentation.shift)
        shiftY = signed(augmentation.shift)
    }

    func source(x: Float, y: Float) -> (Float, Float) {
        let dx = x - Self.centre - shiftX, dy = y - Self.centre - shiftY
        return (a * dx + b * dy + Self.centre, c * dx + d * dy + Self.centre)
    }
}
