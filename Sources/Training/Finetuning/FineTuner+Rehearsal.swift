import NeuralNetwork
import Recognition

extension FineTuner {
    /// What keeps old knowledge alive.
    struct Rehearsal {
        /// Drawn digits that the parent reads right: of the others it has no knowledge that should be kept.
        let digits: LabeledImages
        let outliers: LabeledImages
        /// The hash of all that was drawn.
        let sha256: String
    }

    /// The hash of the drawn pictures that keep old knowledge alive.
    var rehearsalSHA256: String { rehearsal().sha256 }

    func rehearsal() -> Rehearsal {
        let knowsOutliers = parent.network.architecture.loss == .softmaxOrNone
        let drawn = DrawnDigits.images(
            count: configuration.rehearsal,
            seed: Xoshiro256.seed(configuration.seed, 1),
            threads: configuration.threads
        )
        let outliers =
            knowsOutliers
            ? OutlierPictures.images(
                count: configuration.outliers,
                seed: Xoshiro256.seed(configuration.seed, 4),
                threads: configuration.threads
            ) : LabeledImages()
        let outputs = parent.network.outputs(for: drawn, threads: configuration.threads)
        let known = outputs.indices.filter { outputs[$0].indexOfLargest == Int(drawn.labels[$0]) }
        return Rehearsal(
            digits: drawn.subset(known),
            outliers: outliers,
            sha256: FineTuneProvenance.hash(of: drawn, outliers)
        )
    }
}
