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

    /// What an epoch shows: the labels of the digits with few, all of them some times; of each digit with many its share;
    /// and the rehearsal.
    func sources(_ labels: LabeledImages, _ rehearsal: Rehearsal) -> [Trainer.Source] {
        let share = configuration.labelsPerEpoch / 10
        var few: [Int] = []
        var sources: [Trainer.Source] = []
        for digit in 0..<10 {
            let own = labels.labels.indices.filter { labels.labels[$0] == digit }
            if own.count * configuration.repeats <= share {
                few += own
            } else {
                sources.append(Trainer.Source(labels.subset(own), perEpoch: share, asksTeacher: false))
            }
        }
        if !few.isEmpty {
            let images = labels.subset(few.sorted())
            let shown = few.count * configuration.repeats
            sources.insert(Trainer.Source(images, perEpoch: shown, asksTeacher: false), at: 0)
        }
        sources.append(Trainer.Source(rehearsal.digits))
        if rehearsal.outliers.count > 0 {
            sources.append(Trainer.Source(rehearsal.outliers, asksTeacher: false, areOutliers: true))
        }
        return sources
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
