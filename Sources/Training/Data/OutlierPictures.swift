import Imaging
import NeuralNetwork
import Recognition

/// Pictures that show no digit, to teach a network what it need not know: letters, scribbles, figures, textures, rows
/// of digits, filled shapes and scenes, through the same normalisation as any picture.
public enum OutlierPictures {
    /// What is drawn, and how often beside the others.
    private static let kinds: [(kind: UnfamiliarKind?, frequency: Float)] = [
        (.letter, 10), (.scribble, 2.5), (.shape, 2.5), (.texture, 2), (.several, 2), (nil, 4),
    ]

    /// `count` pictures with the label 0, which says nothing; those that come out without ink, or might be
    /// taken for a digit, are left out.
    public static func images(
        count: Int,
        seed: UInt64,
        normalizer: Normalizer = Normalizer(),
        threads: Int = 2
    ) -> LabeledImages {
        let digits = inParallel(max(count, 0), threads: threads) { index in
            var random = SplitMix64(seed: seed, part: UInt64(index))
            let kind = kinds[random.index(weighted: kinds.map(\.frequency))].kind
            let digit = normalizer.normalize(raster(kind, &random))
            return mayShowDigit(kind, digit.facts) ? nil : digit.image
        }
        var images = LabeledImages()
        for case let digit? in digits { images.append(digit.pixels, label: 0) }
        return images
    }

    /// Whether a digit may have come of it after all: one out of a row, or a 1 of a narrow shape.
    private static func mayShowDigit(_ kind: UnfamiliarKind?, _ facts: InkFacts) -> Bool {
        guard let box = facts.cropBox else { return false }
        return switch kind {
        case .several: box.width * 10 < box.height * 13
        case .letter: false
        default: box.height > 2 * box.width
        }
    }

    private static func raster(_ kind: UnfamiliarKind?, _ random: inout SplitMix64) -> GrayRaster {
        let side = random.integer(40...96)
        guard let kind else {
            // Scenes wider than high too, but at the size that the normalisation sees quickly.
            return random.chance(0.5)
                ? Silhouette.raster(side: side, &random)
                : Scene.raster(width: side, height: random.integer(40...96), &random)
        }
        let hand = Handwriting(using: &random)
        return PenDrawing(of: kind, by: hand, using: &random).grayRaster(side: side)
    }
}
