import Imaging

/// What kind of picture a digit is drawn into.
public enum Look: String, Sendable, Hashable, CaseIterable, CustomStringConvertible {
    /// Antialiased ink on even paper, dark on white or white on black.
    case clean
    /// A mouse drawing of a paint program: hard or soft edges, any pen, any colours, sometimes no background.
    case paint
    /// A scanned sheet: tinted, sometimes ruled paper, pencil or ballpoint, dust, slight blur and noise.
    case scan
    /// A photograph of a sheet: uneven light, shadow, perspective, blur, colour cast, noise.
    case photo

    /// The name on the command line.
    public var description: String { rawValue }
}

extension PenDrawing {
    /// The drawing in a picture of the look given; the same state of the generator gives the same picture.
    public func render(
        width: Int,
        height: Int,
        look: Look,
        using generator: inout some RandomNumberGenerator
    ) -> RGBARaster {
        precondition(width > 0 && height > 0, "a picture of \(width)x\(height) pixels")
        var random = SplitMix64(seed: generator.next())
        switch look {
        case .clean: return CleanLook(&random).render(self, width: width, height: height)
        case .paint: return PaintLook(&random).render(self, width: width, height: height, &random)
        case .scan: return ScanLook(&random).render(self, width: width, height: height, &random)
        case .photo: return PhotoLook(&random).render(self, width: width, height: height, &random)
        }
    }

    /// The part of a picture that a digit is fitted into: `share` of each side, moved from the middle by up to
    /// `drift` of the space left (1 touches the edge).
    func place(
        inWidth width: Int,
        height: Int,
        share: Float,
        drift: Float,
        _ random: inout SplitMix64
    ) -> Placement {
        let size = SIMD2(Float(width), Float(height))
        var placement = Placement(self, low: .zero, high: size * share)
        let free = size - (extent + penWidth) * placement.scale
        let shift = SIMD2(random.uniform(-1, 1), random.uniform(-1, 1)) * drift
        let corner = free * (shift + 1) / 2
        placement.origin = corner + penWidth * placement.scale / 2
        return placement
    }
}
