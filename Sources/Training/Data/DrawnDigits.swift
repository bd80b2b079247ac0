import Imaging
import NeuralNetwork
import Recognition

/// Drawn digits as labelled pictures to learn from: the practice set, through the same normalisation as any picture.
public enum DrawnDigits {
    /// `count` pictures of all ten digits in equal numbers, as far as it goes.
    ///
    /// They are drawn black on white at 40 to 96 pixels, without the looks of paper and camera, which normalisation
    /// takes away again; a few that come out without ink are left out.
    public static func images(
        count: Int,
        styles: [DigitStyle] = DigitStyle.all,
        seed: UInt64,
        normalizer: Normalizer = Normalizer(),
        threads: Int = 2
    ) -> LabeledImages {
        guard count > 0 else { return LabeledImages() }
        var configuration = PracticeSet.Configuration()
        configuration.countPerDigit = (count + 9) / 10
        configuration.styles = styles
        configuration.seed = seed
        let set = PracticeSet(configuration)
        let digits = inParallel(min(count, set.count), threads: threads) { index in
            let practice = set[index]
            let side = 40 + Int(Xoshiro256.mix(seed &+ UInt64(index)) % 57)
            return (normalizer.normalize(practice.picture.drawing.grayRaster(side: side)).image, practice.label)
        }
        var images = LabeledImages()
        for case (let digit?, let label) in digits { images.append(digit.pixels, label: label) }
        return images
    }
}
